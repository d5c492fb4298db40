import {
  both,
  expires,
  hasPartialIndexes,
  hasUniques,
  hasVectorIndexes,
  hasVersions,
  isOfFamily,
  isSoft,
  type Need,
  needsConditions,
  not,
  purges,
  readsBefore,
} from './needs.ts';
import type { BackfillFunction, ReadMethod, TransferCommand, WriteMethod } from './policy-names.ts';

const key: Need = { actions: ['GetItem'] };
const keys: Need = { actions: ['BatchGetItem'] };
const followed: Need = { actions: ['BatchGetItem'], if: hasPartialIndexes };
const afterLostResponse: Need = { actions: ['GetItem'], afterLostResponse: true };
const before: Need = { actions: ['GetItem'], if: readsBefore };
/** Guards of unique values are claimed and freed, and those of other items are checked. */
const guards: Need = { actions: ['GetItem', 'PutItem', 'DeleteItem', 'ConditionCheckItem'], if: hasUniques };
const freedGuards: Need = { actions: ['GetItem', 'DeleteItem', 'ConditionCheckItem'], if: hasUniques };
/** An expired item that fails the condition of a write is deleted first. */
const expired: Need = { actions: ['DeleteItem'], if: expires };
/** An older item is upgraded first, with the guards of its unique values, and read again if another writer changes it. */
const upgrade: readonly Need[] = [
  { actions: ['GetItem', 'UpdateItem'], if: hasVersions },
  { ...guards, if: both(hasVersions, hasUniques) },
];

const reads: Readonly<Record<ReadMethod, readonly Need[]>> = {
  get: [key],
  getOrThrow: [key],
  exists: [key],
  getMany: [keys],
  load: [keys],
  query: [{ actions: ['Query'], on: 'queried' }, followed],
  scan: [{ actions: ['Scan'], on: 'queried' }, followed],
  search: [{ actions: ['SearchVectors'], on: 'vectorIndexes', if: hasVectorIndexes }],
  readTransaction: [key],
};

const create: readonly Need[] = [{ actions: ['PutItem'] }];
const put: readonly Need[] = [{ actions: ['PutItem'] }, guards, expired, ...upgrade];
const update: readonly Need[] = [{ actions: ['UpdateItem'] }, before, guards, ...upgrade];
const upsert: readonly Need[] = [...update, expired];
/** A soft delete writes its mark by an update. */
const softDelete: Need = { actions: ['UpdateItem', 'GetItem'], if: isSoft };
/** The guards of a deleted item expire with it. */
const softGuards: Need = { actions: ['GetItem', 'PutItem'], if: both(hasUniques, purges) };
const remove: readonly Need[] = [
  { actions: ['DeleteItem'], if: not(isSoft) },
  { ...freedGuards, if: both(hasUniques, not(isSoft)) },
  { ...before, if: both(isOfFamily, not(isSoft)) },
  softDelete,
  softGuards,
  ...upgrade,
];
/** If there is no item, the transaction checks that there is none. */
const deleteIfExists: readonly Need[] = [...remove, { actions: ['ConditionCheckItem'], if: both(hasUniques, purges) }];
const restore: readonly Need[] = [
  { actions: ['UpdateItem'], if: isSoft },
  { actions: ['GetItem', 'PutItem'], if: both(isSoft, hasUniques, expires) },
  ...upgrade.map((need) => ({ ...need, if: both(isSoft, need.if ?? isSoft) })),
];
const purge: readonly Need[] = [
  { actions: ['DeleteItem'], if: isSoft },
  { ...freedGuards, if: both(isSoft, hasUniques) },
];
const check: readonly Need[] = [{ actions: ['ConditionCheckItem'] }, expired, ...upgrade];
const softLost: Need = { ...afterLostResponse, if: isSoft };

const writes: Readonly<Record<WriteMethod, readonly Need[]>> = {
  create: [...create, { ...afterLostResponse, if: not(hasUniques) }],
  put: [...put, { ...afterLostResponse, if: not(hasUniques) }],
  update: [...update, afterLostResponse],
  upsert: [...upsert, afterLostResponse],
  delete: [...remove, afterLostResponse],
  deleteIfExists: [...deleteIfExists, afterLostResponse],
  restore: [...restore, softLost],
  purge: [...purge, softLost],
  putMany: [{ actions: ['BatchWriteItem'], if: not(needsConditions) }],
  deleteMany: [{ actions: ['BatchWriteItem'], if: both(not(needsConditions), not(isSoft)) }],
  deletePartition: [{ actions: ['Query'] }, { actions: ['BatchWriteItem'], if: not(hasUniques) }, freedGuards],
  writeTransaction: [...create, ...put, ...update, ...upsert, ...deleteIfExists, ...restore, ...purge, ...check],
  check,
};

/** Functions and commands that read or write a whole table, and the vector store of LangChain. */
const others: Readonly<Record<BackfillFunction | TransferCommand | 'RepositoryVectorStore', readonly Need[]>> = {
  backfill: [
    { actions: ['Scan'], on: 'queried' },
    // An item is read again if the index has only a part of it, or another writer changed it.
    { actions: ['GetItem', 'UpdateItem'] },
    guards,
  ],
  // The progress needs the number of items.
  export: [{ actions: ['Scan', 'DescribeTable'] }],
  import: [{ actions: ['BatchWriteItem'], if: not(hasUniques) }, { actions: ['PutItem'], if: hasUniques }, guards],
  RepositoryVectorStore: [
    ...reads.search,
    { actions: ['BatchGetItem', 'BatchWriteItem'], if: both(hasVectorIndexes, not(needsConditions), not(isSoft)) },
  ],
};

/** What the methods of repositories, transactions, and functions on repositories send for items. */
export const itemNeeds: Readonly<
  Record<ReadMethod | WriteMethod | BackfillFunction | TransferCommand | 'RepositoryVectorStore', readonly Need[]>
> = { ...reads, ...writes, ...others };

/** The methods that only read items. */
export const readMethods = Object.keys(reads) as readonly ReadMethod[];

/** The methods that write items. A role with all of them can also read items that it writes. */
export const writeMethods = Object.keys(writes) as readonly WriteMethod[];
