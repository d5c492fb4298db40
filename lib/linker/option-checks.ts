import {
  amount,
  anything,
  type CheckOptions,
  callback,
  flag,
  kind,
  type OptionKind,
  optionRules,
  text,
} from '../errors/option-rules.ts';
import { isWhole } from '../errors/whole-number.ts';
import type { CallOptions } from '../execution/executor.ts';
import { callKinds } from '../repository/option-checks.ts';
import type { FlushOptions, GetJsonOptions, ListOptions, PutJsonOptions, SweepOptions } from './linker.ts';
import type { LinkerOptions } from './linker-options.ts';
import type { GetEntryOptions, RangeOptions } from './space-types.ts';

// The namespace, the revision, and the expiry are checked by their users.
export const linkerKinds: Readonly<Record<keyof LinkerOptions, OptionKind>> = {
  onWarning: callback,
  strict: flag,
  namespace: anything,
  allowMultipleInstances: flag,
  clock: callback,
};

export const checkLinker: CheckOptions = optionRules<LinkerOptions>(linkerKinds);
export const checkCall: CheckOptions = optionRules<CallOptions>(callKinds);
export const checkPut: CheckOptions = optionRules<PutJsonOptions>({
  ...callKinds,
  ttlSeconds: anything,
  expiresAt: anything,
  atomic: flag,
});
export const checkGet: CheckOptions = optionRules<GetJsonOptions>({ ...callKinds, consistent: flag, strict: flag });
export const checkList: CheckOptions = optionRules<ListOptions>({ ...callKinds, prefix: text });
export const checkGetEntry: CheckOptions = optionRules<GetEntryOptions>({ ...callKinds, consistent: flag });
export const checkRange: CheckOptions = optionRules<RangeOptions>({
  ...callKinds,
  consistent: flag,
  prefix: text,
  after: text,
  before: text,
  descending: flag,
  limit: kind('must be a whole number of 1 or more', (value) => isWhole(value, 1)),
});
export const checkFlush: CheckOptions = optionRules<FlushOptions>({ ...callKinds, allNamespaces: flag });
export const checkSweep: CheckOptions = optionRules<SweepOptions>({ ...callKinds, olderThanSeconds: amount });

/** Returns the options of any call, without those of its method. */
export const callOf = ({ signal, timeoutMs }: CallOptions): CallOptions => ({ signal, timeoutMs });
