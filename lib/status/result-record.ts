import { createHash, randomUUID } from 'node:crypto';
import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import { OutcomeUnknownError } from '../errors/outcome-errors.ts';
import { IllegalTransitionError, LeaseLostError } from '../errors/status-errors.ts';
import { type IssueCode, ValidationError } from '../errors/validation-error.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { plainJson } from './plain-json.ts';
import { placeOf, type StatusContext } from './status-context.ts';
import type { StatusRecord } from './status-record.ts';

/** Attributes of a record that hold its result, or the id of its result in the result store. */
export type ResultFields = { readonly result?: JsonValue; readonly resultId?: string };

/** A result, and the worker that reports it. */
interface ReportedResult {
  readonly result?: unknown;
  readonly owner?: string | undefined;
}

/**
 * Takes the last step of a request and stores its result. A result of more than `maxResultBytes` is stored in the
 * result store of the tracker. If the step is rejected, the result is deleted from that store.
 *
 * @throws ValidationError `item.invalid` if the result is not JSON, or if it is too large and there is no result store
 */
export async function endWithResult<R extends StatusRecord>(
  context: StatusContext<R>,
  id: string,
  reported: ReportedResult,
  end: (fields: ResultFields) => Promise<R>,
): Promise<R> {
  const fields = await keepResult(context, id, reported);
  const { resultId } = fields;
  if (resultId === undefined) return end(fields);
  try {
    const record = await end(fields);
    if (record.resultId !== resultId) await discard(context, resultId);
    return record;
  } catch (error) {
    if (isRefusal(error)) await discardUnused(context, id, resultId);
    throw error;
  }
}

/** Deletes a result that no record refers to. Ignores errors, because a result that stays only takes space. */
async function discard(context: StatusContext, resultId: string): Promise<void> {
  await deleteResult(context, { resultId }).catch(() => undefined);
}

/** Deletes a result unless the record refers to it. An earlier step of the same worker can have stored it. */
async function discardUnused(context: StatusContext, id: string, resultId: string): Promise<void> {
  const used = await context.records.get(id, { consistent: true }).then(
    (record) => record?.resultId,
    () => resultId,
  );
  if (used !== resultId) await discard(context, resultId);
}

/** True if the error proves that the step was not taken. */
const isRefusal = (error: unknown): boolean =>
  [ConditionFailedError, IllegalTransitionError, LeaseLostError].some((Refusal) => error instanceof Refusal);

async function keepResult(
  context: StatusContext,
  id: string,
  { result, owner }: ReportedResult,
): Promise<ResultFields> {
  if (result === undefined) return {};
  const { maxResultBytes, results, retention } = context.settings;
  const refuse = (path: string, message: string, code?: IssueCode): ValidationError =>
    new ValidationError(placeOf(context, id), [{ path, message, code }]);
  const plain = plainJson(result, 'result', refuse) as JsonValue;
  const text = JSON.stringify(plain);
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxResultBytes) return { result: plain };
  if (results === undefined)
    throw refuse(
      'result',
      `has ${bytes} bytes of at most ${maxResultBytes}; give the tracker a linker: { results: linker }`,
      'range',
    );
  // The same result of the same worker has one id, so a repeated call writes the same document. A call without an owner
  // has an id of its own, because it can only delete a document that no other call uses.
  const name = owner === undefined ? randomUUID() : hashOf(`${owner}\n${text}`);
  const resultId = `${context.records.table.name}/${id}/${name}`;
  const ttlSeconds = retention[context.machine.meaning('success')];
  await results.putJson(resultId, plain as JsonValue & object, ttlSeconds === undefined ? undefined : { ttlSeconds });
  return { resultId };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/**
 * Deletes the stored result of a deleted request.
 *
 * @throws OutcomeUnknownError `write.outcomeUnknown` if the result stays
 */
export async function deleteResultOf(
  context: StatusContext,
  operation: 'delete' | 'deleteIfExists',
  record: StatusRecord | undefined,
): Promise<void> {
  if (record?.resultId === undefined) return;
  const { requestId, resultId } = record;
  try {
    await deleteResult(context, { resultId });
  } catch (cause) {
    const why = `was done, but its result '${resultId}' stays in the result store; delete it there`;
    throw new OutcomeUnknownError({ ...placeOf(context, requestId), operation, item: record, cause }, why);
  }
}

/** Deletes a result from the result store of the tracker. Does nothing if the result is not there. */
async function deleteResult(
  { settings }: StatusContext,
  { resultId }: { readonly resultId?: string | undefined },
): Promise<void> {
  if (resultId !== undefined) await settings.results?.deleteJson?.(resultId);
}

/** Returns the result of a request, from its record or the result store. Undefined if it has no result. */
export async function resultOf(
  { settings }: StatusContext,
  { result, resultId }: StatusRecord,
): Promise<JsonValue | undefined> {
  return resultId === undefined ? result : settings.results?.getJson(resultId);
}
