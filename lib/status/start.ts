import { createHash } from 'node:crypto';
import { ItemAlreadyExistsError } from '../errors/condition-failed-error.ts';
import { PayloadMismatchError } from '../errors/status-errors.ts';
import { ValidationError } from '../errors/validation-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { cutMessage } from './failure.ts';
import { ownAttributes } from './own-attributes.ts';
import { plainJson } from './plain-json.ts';
import { expiryOf, nowOf, openShard, placeOf, type StatusContext, statusShard } from './status-context.ts';
import { type StatusRecord, statusStep } from './status-record.ts';

/** What a request is started with. */
export interface StartSettings extends CallOptions {
  /**
   * What it is to do: any JSON. Only a hash of it is kept, to tell another request under the same id. A start without one
   * fits every request; one with a payload doesn't fit a request that was started without.
   */
  readonly payload?: unknown;
  /** Whose request it is, for `listByUser`. */
  readonly userId?: string | undefined;
  /** The request that this one is a part of. */
  readonly parentId?: string | undefined;
  /** Cut to 1,024 bytes. */
  readonly message?: string | undefined;
  /** Any JSON, within the tracker's `maxResultBytes`. */
  readonly metadata?: JsonValue | undefined;
  /** The attributes that the class has besides. */
  readonly attributes?: object | undefined;
}

/** A request, and whether this call has started it. */
export interface Started<Record> {
  readonly record: Record;
  /** False where it was started before. By whom, and whether what follows was done, is not known: the record tells it. */
  readonly created: boolean;
}

/**
 * Starts a request, or finds it started.
 *
 * @throws PayloadMismatchError `status.payloadMismatch` where it was started with another payload
 * @throws ValidationError `item.invalid`
 */
export async function startRequest(
  context: StatusContext,
  id: string,
  settings: StartSettings,
): Promise<Started<StatusRecord>> {
  const { payload, signal, timeoutMs, userId, parentId } = settings;
  const call = { signal, timeoutMs };
  const { initial } = context.machine;
  const now = nowOf(context);
  const payloadHash = payload === undefined ? undefined : hashOf(context, id, payload);
  const message = settings.message === undefined ? undefined : cutMessage(settings.message);
  try {
    const record = await context.records.create(
      {
        ...ownAttributes(context, id, settings.attributes),
        userId,
        parentId,
        message,
        metadata: metadataOf(context, id, settings.metadata),
        requestId: id,
        status: initial,
        timestamp: now,
        steppedAt: now,
        createdAt: now,
        staleAt: now,
        statusShard: statusShard(context, id, initial),
        openShard: openShard(context, id),
        history: [statusStep({ status: initial, at: now, message })],
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
    if (payloadHash !== undefined && record.payloadHash !== payloadHash)
      throw new PayloadMismatchError({ ...placeOf(context, id), record });
    return { record, created: false };
  }
}

const refusal = (context: StatusContext, id: string) => (path: string, message: string) =>
  new ValidationError(placeOf(context, id), [{ path, message }]);

/** What is kept of a request besides. @throws ValidationError where it is no JSON, or too large */
function metadataOf(context: StatusContext, id: string, metadata: unknown): JsonValue | undefined {
  if (metadata === undefined) return undefined;
  const refuse = refusal(context, id);
  const plain = plainJson(metadata, 'metadata', refuse) as JsonValue;
  const bytes = Buffer.byteLength(JSON.stringify(plain));
  const { maxResultBytes } = context.settings;
  if (bytes > maxResultBytes) throw refuse('metadata', `has ${bytes} bytes of at most ${maxResultBytes}`);
  return plain;
}

/** A hash of what a payload says: the order of an object's members doesn't count. */
function hashOf(context: StatusContext, id: string, payload: unknown): string {
  const plain = plainJson(payload, 'payload', refusal(context, id));
  const text = JSON.stringify(plain, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(text).digest('base64url');
}
