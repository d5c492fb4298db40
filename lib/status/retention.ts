import type { CallOptions } from '../execution/executor.ts';
import { expiryOf, nowOf, type StatusContext } from './status-context.ts';
import type { StatusRecord } from './status-record.ts';

/** Fraction of the retention that must be left. If less is left, the retention is renewed. */
const leastLeft = 0.5;

/**
 * Renews the retention of an open request after half of it. A request that a worker keeps alive is then never deleted.
 *
 * @returns the updated record, or the same one if there is nothing to renew
 */
export async function keptAlive<R extends StatusRecord>(
  context: StatusContext<R>,
  record: R,
  call: CallOptions,
): Promise<R> {
  const { requestId, status, version, expiresAt: current } = record;
  const now = nowOf(context);
  const expiresAt = expiryOf(context, status, now);
  if (expiresAt === undefined || current === undefined || context.machine.isFinal(status)) return record;
  const retentionMs = expiresAt.getTime() - now.getTime();
  if (current.getTime() - now.getTime() > retentionMs * leastLeft) return record;
  // An error is ignored: the step is done already, and the next step renews the retention.
  return context.records.update(requestId, { expiresAt }, { ...call, version }).catch(() => record);
}
