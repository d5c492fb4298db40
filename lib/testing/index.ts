/**
 * Tools for the tests of programs that use annotable: the subpath `annotable/testing`.
 *
 * @module annotable/testing
 */

export type { LocalEngineName } from '../local/index.ts';
export type { ContractNeed, ContractTest } from './contracts/contract-test.ts';
export { linkerContract } from './contracts/linker-contract.ts';
export type { LinkerLimits, MakeLinker } from './contracts/linker-subject.ts';
export { trackerContract } from './contracts/tracker-contract.ts';
export type { MakeTracker } from './contracts/tracker-subject.ts';
export { type FakeOptions, type FakeProperties, fake, fakeMany } from './fake/fake.ts';
export type { FaultOptions, RecordingFault } from './recording/faults.ts';
export { type RecordingClient, type RecordingOptions, recordingClient } from './recording/recording-client.ts';
export type { RecordedError, RecordedRequest } from './recording/wire-message.ts';
export type { TestClock, TimeInput } from './test-clock.ts';
export {
  type OpenableClass,
  type OpenOptions,
  type TestEngine,
  type TestEngineOptions,
  testEngine,
} from './test-engine.ts';
