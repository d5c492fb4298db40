import { ConfigurationError } from './configuration-error.ts';

/** The limits of a whole number, inclusive. */
export interface WholeLimits {
  readonly least: number;
  /** Default: no limit. */
  readonly most?: number | undefined;
  /** The end of the message, `; leave it out for all items`. */
  readonly hint?: string | undefined;
}

/** True for a whole number of `least` or more. */
export const isWhole = (value: unknown, least: number): value is number =>
  Number.isInteger(value) && (value as number) >= least;

/**
 * Returns a whole number within its limits.
 *
 * @param name - the beginning of the message, `phonebook: concurrency`
 * @throws ConfigurationError if the value is not a whole number or outside the limits
 */
export function wholeNumber(name: string, value: unknown, { least, most = Infinity, hint = '' }: WholeLimits): number {
  if (isWhole(value, least) && value <= most) return value;
  const range = most === Infinity ? `of ${least} or more` : `from ${least} to ${most}`;
  throw new ConfigurationError(`${name} must be a whole number ${range}${hint}`);
}
