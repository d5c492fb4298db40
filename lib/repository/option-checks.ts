import {
  abortSignal,
  amount,
  anything,
  type CheckOptions,
  callback,
  filledText,
  flag,
  kind,
  milliseconds,
  type OptionKind,
  oneOfThese,
  optionRules,
  optionsWith,
} from '../errors/option-rules.ts';
import { capacityLimit } from '../execution/capacity-meter.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { ActionName } from '../operations/action.ts';
import type { Shown } from '../schema/hidden.ts';
import type { Backoff } from '../time/backoff.ts';
import type { AnyCollectionOptions } from './collection-options.ts';
import type {
  BatchOptions,
  ChangeOptions,
  DeletePartitionOptions,
  GetOptions,
  LoadOptions,
  OperationLogger,
  QueryOptions,
  RepositoryOptions,
  ScanOptions,
  SelectOptions,
  WriteOptions,
} from './types.ts';

/** The options of a call without options. They need no check. */
export const noOptions: Readonly<Record<never, never>> = Object.freeze({});

/** The kind of each option in an options type. */
type Kinds<Options> = { readonly [Name in keyof Options]-?: OptionKind };

export const callKinds: Kinds<CallOptions> = { signal: abortSignal, timeoutMs: milliseconds };

export const backoff: OptionKind = optionsWith({
  baseMs: amount,
  maxMs: amount,
  random: callback,
} satisfies Kinds<Backoff>);

const logger: OptionKind = kind('must have the methods debug, warn, and error', (value) => {
  const { debug, warn, error } = (value ?? {}) as Partial<OperationLogger>;
  return [debug, warn, error].every((method) => typeof method === 'function');
});

export const repositoryKinds: Kinds<RepositoryOptions> = {
  // The table name or ARN is checked with the table.
  tableName: anything,
  onInvalidItem: callback,
  backoff,
  clock: callback,
  timeoutMs: milliseconds,
  lane: oneOfThese('auto', 'sdk'),
  cursorSecret: filledText,
  logger,
  onSlow: callback,
  slowMs: milliseconds,
};

// Values that depend on the class (names, conditions, versions) and limits are checked with the request.
const write: Kinds<WriteOptions<object>> = { ...callKinds, if: anything };
const change: Kinds<ChangeOptions<object>> = { ...write, version: anything };
const shown: Kinds<Shown> = { includeExpired: flag, includeDeleted: flag };
const whole: Kinds<LoadOptions> = { ...callKinds, ...shown, consistent: flag };
const read: Kinds<SelectOptions> = { ...whole, select: anything };
const get: Kinds<GetOptions> = { ...read, diagnose: flag };
const query: Kinds<QueryOptions<object>> = {
  ...read,
  filter: anything,
  limit: anything,
  pageSize: anything,
  descending: flag,
  index: anything,
  follow: flag,
  capacityLimit,
};
const batch: Kinds<BatchOptions> = {
  ...callKinds,
  concurrency: anything,
  capacityLimit,
  onProgress: callback,
};
const { descending: _, ...scan } = query;

const checkChange = optionRules<ChangeOptions<object>>(change);

/** The option check of each write. Transactions use the same checks. */
export const checkAction: Readonly<Record<ActionName, CheckOptions>> = {
  create: optionRules<CallOptions>(callKinds),
  put: optionRules<WriteOptions<object>>(write),
  update: checkChange,
  upsert: checkChange,
  delete: checkChange,
  deleteIfExists: checkChange,
  restore: checkChange,
  purge: checkChange,
  check: checkChange,
};
export const checkCall: CheckOptions = checkAction.create;
export const checkRepository: CheckOptions = optionRules<RepositoryOptions>(repositoryKinds);
export const checkGet: CheckOptions = optionRules<GetOptions>(get);
export const checkExists: CheckOptions = optionRules<Omit<GetOptions, 'select'>>({ ...whole, diagnose: flag });
export const checkLoad: CheckOptions = optionRules<LoadOptions>(whole);
export const checkGetMany: CheckOptions = optionRules<SelectOptions & BatchOptions>({ ...read, ...batch });
export const checkBatch: CheckOptions = optionRules<BatchOptions>(batch);
export const checkDeletePartition: CheckOptions = optionRules<DeletePartitionOptions>({
  ...batch,
  purge: flag,
  limit: anything,
  cursor: anything,
});
export const checkQuery: CheckOptions = optionRules<QueryOptions<object>>(query);
export const checkCollectionQuery: CheckOptions = optionRules<AnyCollectionOptions>({
  ...callKinds,
  ...shown,
  index: anything,
  filters: anything,
  limit: anything,
  pageSize: anything,
  cursor: anything,
  descending: flag,
  consistent: flag,
  capacityLimit,
  onUnknown: callback,
});
export const checkScan: CheckOptions = optionRules<Omit<ScanOptions<object>, 'descending'>>({
  ...scan,
  segments: anything,
  concurrency: anything,
});
export const checkEnlistedGet: CheckOptions = optionRules<Pick<GetOptions, 'select' | keyof Shown>>({
  ...shown,
  select: anything,
});
