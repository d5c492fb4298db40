import { randomUUID } from 'node:crypto';
import { ValidationError } from '../errors/validation-error.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { placeOf, type StatusContext } from './status-context.ts';
import type { StatusRecord } from './status-record.ts';

/** The attributes of a record that hold its result. */
export type ResultFields = { readonly result?: JsonValue; readonly resultId?: string };

/**
 * Keeps a result: in the record where it has room, else in the tracker's result store.
 *
 * @throws ValidationError `item.invalid` where it is no JSON, or too large and the tracker has no result store
 */
export async function keepResult(context: StatusContext, id: string, result: unknown): Promise<ResultFields> {
  if (result === undefined) return {};
  const { maxResultBytes, results } = context.settings;
  const text: string | undefined = JSON.stringify(result);
  const refuse = (message: string): ValidationError =>
    new ValidationError(placeOf(context, id), [{ path: 'result', message }]);
  if (text === undefined) throw refuse('must be a JSON value');
  const bytes = Buffer.byteLength(text);
  const plain = JSON.parse(text);
  if (bytes <= maxResultBytes) return { result: plain };
  if (results === undefined)
    throw refuse(`has ${bytes} bytes of at most ${maxResultBytes}; give the tracker a linker: { results: linker }`);
  const resultId = `${context.records.table.name}/${id}/${randomUUID()}`;
  await results.putJson(resultId, plain);
  return { resultId };
}

/** The result of a request, from wherever it lies; undefined where it has none. */
export async function resultOf(
  { settings }: StatusContext,
  { result, resultId }: StatusRecord,
): Promise<JsonValue | undefined> {
  return resultId === undefined ? result : settings.results?.getJson(resultId);
}
