import { createHash } from 'node:crypto';
import { ItemAlreadyExistsError } from '../errors/condition-failed-error.ts';
import { PayloadMismatchError } from '../errors/status-errors.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { expiryOf, nowOf, openShard, placeOf, type StatusContext, statusShard } from './status-context.ts';
import type { StatusRecord } from './status-record.ts';

/** What a request is started with. */
export interface StartSettings extends CallOptions {
  /** What it is to do: any JSON. Only a hash of it is kept, to tell another request under the same id. */
  readonly payload?: unknown;
  /** Whose request it is, for `listByUser`. */
  readonly userId?: string | undefined;
  /** The request that this one is a part of. */
  readonly parentId?: string | undefined;
  readonly message?: string | undefined;
  readonly metadata?: JsonValue | undefined;
  /** The attributes that the class has besides. */
  readonly attributes?: object | undefined;
}

/** A request, and whether this call has started it. */
export interface Started<Record> {
  readonly record: Record;
  /** False where it was started before: what follows from starting it is not to be done again. */
  readonly created: boolean;
}

/**
 * Starts a request, or finds it started.
 *
 * @throws PayloadMismatchError `status.payloadMismatch` where it was started with another payload
 */
export async function startRequest(
  context: StatusContext,
  id: string,
  settings: StartSettings,
): Promise<Started<StatusRecord>> {
  const { payload, signal, timeoutMs, attributes, ...given } = settings;
  const call = { signal, timeoutMs };
  const { initial } = context.machine;
  const now = nowOf(context);
  const payloadHash = payload === undefined ? undefined : hashOf(payload);
  try {
    const record = await context.records.create(
      {
        ...attributes,
        ...given,
        requestId: id,
        status: initial,
        timestamp: now,
        steppedAt: now,
        createdAt: now,
        staleAt: now,
        statusShard: statusShard(context, id, initial),
        openShard: openShard(context, id),
        history: [{ status: initial, at: now, ...(given.message !== undefined && { message: given.message }) }],
        steps: 1,
        expiresAt: expiryOf(context, initial, now),
        payloadHash,
      },
      call,
    );
    return { record, created: true };
  } catch (error) {
    if (!(error instanceof ItemAlreadyExistsError)) throw error;
    const record = (error.item ??
      (await context.records.getOrThrow(id, { ...call, consistent: true }))) as StatusRecord;
    if (payloadHash !== undefined && record.payloadHash !== undefined && record.payloadHash !== payloadHash)
      throw new PayloadMismatchError({ ...placeOf(context, id), record });
    return { record, created: false };
  }
}

/** A hash of what a payload says: the order of an object's members doesn't count. */
function hashOf(payload: unknown): string {
  const text = JSON.stringify(payload, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256')
    .update(text ?? 'undefined')
    .digest('base64url');
}
