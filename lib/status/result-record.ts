import { createHash, randomUUID } from 'node:crypto';
import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import { OutcomeUnknownError } from '../errors/outcome-errors.ts';
import { IllegalTransitionError, LeaseLostError } from '../errors/status-errors.ts';
import { ValidationError } from '../errors/validation-error.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { plainJson } from './plain-json.ts';
import { placeOf, type StatusContext } from './status-context.ts';
import type { StatusRecord } from './status-record.ts';

/** The attributes of a record that hold its result. */
export type ResultFields = { readonly result?: JsonValue; readonly resultId?: string };

/** A result, and who gives it. */
interface GivenResult {
  readonly result?: unknown;
  readonly owner?: string | undefined;
}

/**
 * Takes the step that a request ends with, and keeps its result: in the record where it has room, else in the tracker's
 * result store, from which it is deleted again where the step is refused.
 *
 * @throws ValidationError `item.invalid` where it is no JSON, or too large and the tracker has no result store
 */
export async function endWithResult(
  context: StatusContext,
  id: string,
  given: GivenResult,
  end: (fields: ResultFields) => Promise<StatusRecord>,
): Promise<StatusRecord> {
  const fields = await keepResult(context, id, given);
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

/** Deletes a result that no request has. What stays in the store when this fails takes room, and nothing else. */
async function discard(context: StatusContext, resultId: string): Promise<void> {
  await deleteResult(context, { resultId }).catch(() => undefined);
}

/** The same, unless the request has it: of a step that the same worker took before. */
async function discardUnused(context: StatusContext, id: string, resultId: string): Promise<void> {
  const used = await context.records.get(id, { consistent: true }).then(
    (record) => record?.resultId,
    () => resultId,
  );
  if (used !== resultId) await discard(context, resultId);
}

/** True where it is sure that a step was not taken. */
const isRefusal = (error: unknown): boolean =>
  [ConditionFailedError, IllegalTransitionError, LeaseLostError].some((Refusal) => error instanceof Refusal);

async function keepResult(context: StatusContext, id: string, { result, owner }: GivenResult): Promise<ResultFields> {
  if (result === undefined) return {};
  const { maxResultBytes, results, retention } = context.settings;
  const refuse = (path: string, message: string): ValidationError =>
    new ValidationError(placeOf(context, id), [{ path, message }]);
  const plain = plainJson(result, 'result', refuse) as JsonValue;
  const text = JSON.stringify(plain);
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxResultBytes) return { result: plain };
  if (results === undefined)
    throw refuse(
      'result',
      `has ${bytes} bytes of at most ${maxResultBytes}; give the tracker a linker: { results: linker }`,
    );
  // A worker that repeats itself writes one document; without a name each call has its own, which it alone may delete.
  const name = owner === undefined ? randomUUID() : hashOf(`${owner}\n${text}`);
  const resultId = `${context.records.table.name}/${id}/${name}`;
  const ttlSeconds = retention[context.machine.meaning('success')];
  await results.putJson(resultId, plain as JsonValue & object, ttlSeconds === undefined ? undefined : { ttlSeconds });
  return { resultId };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/**
 * Deletes the result of a request that was deleted.
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

/** Deletes the result of a request from the tracker's result store, where it lies there. */
async function deleteResult(
  { settings }: StatusContext,
  { resultId }: { readonly resultId?: string | undefined },
): Promise<void> {
  if (resultId !== undefined) await settings.results?.deleteJson?.(resultId);
}

/** The result of a request, from wherever it lies; undefined where it has none. */
export async function resultOf(
  { settings }: StatusContext,
  { result, resultId }: StatusRecord,
): Promise<JsonValue | undefined> {
  return resultId === undefined ? result : settings.results?.getJson(resultId);
}
