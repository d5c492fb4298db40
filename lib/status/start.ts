import { createHash } from 'node:crypto';
import { ItemAlreadyExistsError } from '../errors/condition-failed-error.ts';
import { PayloadMismatchError } from '../errors/status-errors.ts';
import { type IssueCode, ValidationError } from '../errors/validation-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { canonicalJson } from '../values/canonical-json.ts';
import { cutMessage } from './failure.ts';
import { ownAttributes } from './own-attributes.ts';
import { plainJson } from './plain-json.ts';
import { expiryOf, nowOf, openShard, placeOf, type StatusContext, statusShard } from './status-context.ts';
import { type StatusRecord, statusStep } from './status-record.ts';

/** Options of the start of a tracked request. */
export interface StartSettings extends CallOptions {
  /**
   * Input of the job: any JSON. Only its hash is stored, to detect a different request with the same id.
   *
   * A start without a payload matches every request. A start with one doesn't match a request that has none.
   */
  readonly payload?: unknown;
  /** User that the request belongs to, for `listByUser`. */
  readonly userId?: string | undefined;
  /** Id of the request that this one is a part of. */
  readonly parentId?: string | undefined;
  /** Text for readers. Cut to 1,024 bytes. */
  readonly message?: string | undefined;
  /** Any JSON of at most `maxResultBytes` of the tracker. */
  readonly metadata?: JsonValue | undefined;
  /** Attributes that the class has in addition to `StatusRecord`. */
  readonly attributes?: object | undefined;
}

/** A tracked request, and whether this call has started it. */
export interface Started<Record> {
  readonly record: Record;
  /**
   * False if the request was started before, perhaps by a process that ended before its next step. Read the record to
   * know how far it is.
   */
  readonly created: boolean;
}

/**
 * Starts a tracked request, or returns the one that was started before.
 *
 * @throws PayloadMismatchError `status.payloadMismatch` if it was started with another payload
 * @throws ValidationError `item.invalid` if a value is not valid
 */
export async function startRequest<R extends StatusRecord>(
  context: StatusContext<R>,
  id: string,
  settings: StartSettings,
): Promise<Started<R>> {
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
    const met = error.item as R | undefined;
    const record = met ?? (await context.records.getOrThrow(id, { ...call, consistent: true }));
    if (payloadHash !== undefined && record.payloadHash !== payloadHash)
      throw new PayloadMismatchError({ ...placeOf(context, id), record });
    return { record, created: false };
  }
}

const refusal = (context: StatusContext, id: string) => (path: string, message: string, code?: IssueCode) =>
  new ValidationError(placeOf(context, id), [{ path, message, code }]);

/**
 * Returns the metadata as plain JSON.
 *
 * @throws ValidationError `item.invalid` if it is not JSON, or if it has more than `maxResultBytes`
 */
function metadataOf(context: StatusContext, id: string, metadata: unknown): JsonValue | undefined {
  if (metadata === undefined) return undefined;
  const refuse = refusal(context, id);
  const plain = plainJson(metadata, 'metadata', refuse) as JsonValue;
  const bytes = Buffer.byteLength(JSON.stringify(plain));
  const { maxResultBytes } = context.settings;
  if (bytes > maxResultBytes) throw refuse('metadata', `has ${bytes} bytes of at most ${maxResultBytes}`, 'range');
  return plain;
}

/** Returns a hash of a payload. The order of the members of an object has no effect. */
function hashOf(context: StatusContext, id: string, payload: unknown): string {
  const plain = plainJson(payload, 'payload', refusal(context, id));
  return createHash('sha256').update(canonicalJson(plain)).digest('base64url');
}
