import { AnnotableError } from '../errors/annotable-error.ts';

/** Changes that DynamoDB counts in hours, days, or months: lower throughput, encryption, table class, billing. */
const counted = /\blimited (?:to|in|within)\b/;
/** Quotas of tables, indexes, and throughput. Limits of changes at one time end soon, and have other texts. */
const quota = /\blimit of \d|\b(?:of|for) the account\b/;

/** Returns what to do about a limit that doesn't end soon. Undefined for one that does. */
function cureOf(message: string): string | undefined {
  if (counted.test(message)) return 'repeat the change later, because DynamoDB counts such changes by day or month';
  return quota.test(message) ? 'delete tables or indexes that nobody uses, or request a higher quota' : undefined;
}

/**
 * Checks the error of a change of a table. Returns if it has another reason, or a limit that ends soon, as that of the
 * tables that are created at the same time.
 *
 * Cure: Delete tables or indexes that nobody uses, or request a higher quota. If DynamoDB counts such changes by day or month, repeat the change later.
 *
 * @throws AnnotableError `table.limit` if the change is over a quota, or over the number of such changes in a day or month
 */
export function refuseLastingLimit(table: string, error: unknown): void {
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  if (name !== 'LimitExceededException') return;
  const cure = cureOf(message);
  if (cure === undefined) return;
  throw new AnnotableError('table.limit', `${table}: the change is over a limit of DynamoDB (${message}); ${cure}`, {
    cause: error,
  });
}
