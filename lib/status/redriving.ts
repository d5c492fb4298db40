import { VersionConflictError } from '../errors/version-conflict-error.ts';
import { increment, remove } from '../expressions/change-operators.ts';
import { openShard, type StatusContext } from './status-context.ts';
import type { StatusRecord } from './status-record.ts';
import { takeAskedStep, unlessMet } from './step-request.ts';
import type { AdvanceOptions, RedriveOptions } from './tracker-options.ts';

/** What a request that is started again has no longer. */
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
 * Starts a request again that has failed or was cancelled.
 *
 * @throws ConfigurationError where no status means either
 */
export async function redriveRequest(
  context: StatusContext,
  id: string,
  { redrives, ...options }: RedriveOptions,
): Promise<StatusRecord> {
  if (redrives === undefined) return redriven(context, id, options);
  for (;;) {
    const record = await context.records.getOrThrow(id, { consistent: true, ...callOf(options) });
    if (record.redrives > redrives) return record;
    try {
      return await redriven(context, id, { ...options, version: options.version ?? record.version });
    } catch (error) {
      // Somebody came in between: it may have been started again by now.
      if (options.version !== undefined || !(error instanceof VersionConflictError)) throw error;
    }
  }
}

const callOf = ({ signal, timeoutMs }: AdvanceOptions) => ({ signal, timeoutMs });

function redriven(context: StatusContext, id: string, options: AdvanceOptions): Promise<StatusRecord> {
  const { machine } = context;
  const from = [machine.failure ?? machine.cancelled ?? machine.meaning('failure'), machine.cancelled ?? []].flat();
  const changes = { ...afresh(context, id, options.message), redrives: increment(1), attempts: 0 };
  const step = takeAskedStep(context, id, { ...options, to: machine.initial, from: [...new Set(from)], changes });
  return unlessMet(step, ({ status }) => status === machine.initial);
}
