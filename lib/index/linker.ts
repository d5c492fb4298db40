/** The linker: documents by id, in DynamoDB, files, or memory. Loaded at first use by the CommonJS build. @module */
export { DynamoLinker, type DynamoLinkerOptions } from '../linker/dynamo-linker.ts';
export { DynamoSpaces, type SpaceLinkerOptions } from '../linker/dynamo-spaces.ts';
export { Entry } from '../linker/entry.ts';
export { JsonLinker } from '../linker/json-linker.ts';
export { Link } from '../linker/link.ts';
export type {
  ChangeJson,
  FlushOptions,
  GetJsonOptions,
  JsonInput,
  JsonInputOf,
  LinkEntry,
  Linker,
  ListOptions,
  PutJsonOptions,
  PutOneOptions,
  SweepOptions,
} from '../linker/linker.ts';
export { linkerFromEnvironment } from '../linker/linker-from-environment.ts';
export type { LinkerOptions } from '../linker/linker-options.ts';
export { type LinkerWarning, NoDataWarning, NoIdWarning } from '../linker/linker-warnings.ts';
export { MemoryLinker } from '../linker/memory-linker.ts';
export type { Space } from '../linker/space.ts';
export { SpaceLog, type SpaceLogOptions } from '../linker/space-log.ts';
export type {
  EntryReplacement,
  GetEntryOptions,
  PutEntriesOptions,
  PutEntryOptions,
  RangeOptions,
  SpaceEntry,
  SpaceInput,
  SpaceValue,
} from '../linker/space-types.ts';
