import { kind, type OptionKind } from '../errors/option-rules.ts';

/** Seconds until something expires. */
export const ttl: OptionKind = kind(
  'must be a number of seconds above 0',
  (value) => typeof value === 'number' && value > 0,
);
