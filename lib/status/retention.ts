import type { CallOptions } from '../execution/executor.ts';
import { expiryOf, nowOf, type StatusContext } from './status-context.ts';
import type { StatusRecord } from './status-record.ts';

/** The part of its retention after which a request that lives on is kept for another whole one. */
const renewedAfter = 0.5;

/**
 * A record that is kept while somebody works on it: where an open status has a retention, and half of it is over, it
 * begins again.
 */
export async function keptAlive(
  context: StatusContext,
  record: StatusRecord,
  call: CallOptions,
): Promise<StatusRecord> {
  const { requestId, status, version, expiresAt: ends } = record;
  const now = nowOf(context);
  const expiresAt = expiryOf(context, status, now);
  if (expiresAt === undefined || ends === undefined || context.machine.isFinal(status)) return record;
  const wholeMs = expiresAt.getTime() - now.getTime();
  if (ends.getTime() - now.getTime() > wholeMs * renewedAfter) return record;
  // The step before it is done, so this must not fail it: the next step renews what this one could not.
  return context.records.update(requestId, { expiresAt }, { ...call, version }).catch(() => record);
}
