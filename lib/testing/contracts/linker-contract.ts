import type { ContractTest } from './contract-test.ts';
import { documentCases } from './linker-documents.ts';
import { type LinkerLimits, linkerTest, type MakeLinker } from './linker-subject.ts';
import { writeCases } from './linker-writes.ts';

/**
 * Returns the tests that every linker passes, for a linker of your own.
 *
 * Each test creates linkers, and drops their stores at its end. The largest documents have 12 MB, so give a test a
 * minute.
 *
 * @param make - creates a linker with the given options (clock, onWarning, strict, namespace) and a store of its own
 * @example
 * for (const { name, run } of linkerContract((options) => new RedisLinker(options))) test(name, run, 60_000);
 */
export const linkerContract = (make: MakeLinker, limits: LinkerLimits = {}): readonly ContractTest[] =>
  [...documentCases, ...writeCases].map((each) => linkerTest(each, make, limits));
