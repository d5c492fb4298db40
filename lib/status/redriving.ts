import { VersionConflictError } from '../errors/version-conflict-error.ts';
import { increment, remove } from '../expressions/change-operators.ts';
import { retry } from '../time/retry.ts';
import { openShard, type StatusContext } from './status-context.ts';
import type { StatusRecord } from './status-record.ts';
import { takeAskedStep, unlessMet } from './step-request.ts';
import type { AdvanceOptions, RedriveOptions } from './tracker-options.ts';

/** Returns the changes that remove the outcome of the earlier run. */
const afresh = (context: StatusContext, id: string, message: string | undefined) => ({
  openShard: openShard(context, id),
  progress: remove(),
  done: remove(),
  total: remove(),
  startedAt: remove(),
  finishedAt: remove(),
  result: remove(),
  resultId: remove(),
  error: remove(),
  cancelRequestedAt: remove(),
  cancelReason: remove(),
  ...(message === undefined && { message: remove() }),
});

/**
 * Restarts a tracked request that has failed or was canceled.
 *
 * @param options - with `redrives`, reads the record first, and returns it unchanged if its count is higher
 * @throws ConfigurationError `configuration.invalid` if the class has no status for failed or canceled requests
 */
export async function redriveRequest<R extends StatusRecord>(
  context: StatusContext<R>,
  id: string,
  { redrives, ...options }: RedriveOptions,
): Promise<R> {
  if (redrives === undefined) return redriven(context, id, options);
  const { signal, timeoutMs, version } = options;
  const redriveOnce = async (): Promise<R> => {
    const record = await context.records.getOrThrow(id, { consistent: true, signal, timeoutMs });
    if (record.redrives > redrives) return record;
    return redriven(context, id, { ...options, version: version ?? record.version });
  };
  // Another write came between the read and the update. It may be a restart, so the record is read again.
  const retryIf = (error: unknown): boolean => version === undefined && error instanceof VersionConflictError;
  return retry(redriveOnce, { schedule: () => 0, signal, retryIf });
}

function redriven<R extends StatusRecord>(context: StatusContext<R>, id: string, options: AdvanceOptions): Promise<R> {
  const { machine } = context;
  const from = [machine.failure ?? machine.cancelled ?? machine.meaning('failure'), machine.cancelled ?? []].flat();
  const changes = { ...afresh(context, id, options.message), redrives: increment(1), attempts: 0 };
  const step = takeAskedStep(context, id, { ...options, to: machine.initial, from: [...new Set(from)], changes });
  return unlessMet(step, ({ status }) => status === machine.initial);
}
