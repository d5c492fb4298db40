import { kind, type OptionKind, optionRules } from '../errors/option-rules.ts';
import { testsFromJson } from '../models/query-arguments.ts';
import { explainCall } from '../repository/explain-call.ts';
import type { ExplainedMethod } from '../repository/explanation.ts';
import { getEntity } from '../repository/get-entity.ts';
import type { StoredItem } from '../sdk-types.ts';
import { isPlainObject } from '../values/collections.ts';
import type { Explained, KeyBody, OneItem } from './api-types.ts';
import { CallRecord } from './call-record.ts';
import { codeText } from './code-text.ts';
import { wholeRow } from './item-rows.ts';
import type { StudioModel } from './studio-model.ts';

export const jsonObject: OptionKind = kind('must be an object', isPlainObject);

const checkGet = optionRules<KeyBody>({ key: jsonObject });

/** Reads one item, in its newest state. */
export async function getItem(model: StudioModel, body: KeyBody): Promise<OneItem> {
  const { schema } = model;
  checkGet(body, schema.table.name, 'get');
  const key = testsFromJson(schema, body.key ?? {});
  const explained = await explainedCall(model, 'get', [key], { consistent: true });
  const current = await currentItem(model, key);
  return { ...(current && { item: wholeRow(model, current.entity, current.stored) }), explained };
}

/** Reads an item consistently, as an instance and as it is stored. Undefined if there is none. */
export async function currentItem({ context }: StudioModel, key: unknown): Promise<StoredEntity | undefined> {
  const record = new CallRecord();
  // Without `onInvalidItem`: nothing else is read, so an item that can't be read is an error.
  const { executor } = record.contextOf(context);
  const entity = await getEntity({ ...context, executor }, key, { consistent: true });
  return entity && { entity, stored: record.items[0] ?? {} };
}

/** An item as an instance and as it is stored. */
export interface StoredEntity {
  readonly entity: object;
  readonly stored: StoredItem;
}

/** Returns the request of a call of the repository, its estimated cost, and its code. Sends nothing. */
export async function explainedCall(
  model: StudioModel,
  method: ExplainedMethod,
  args: readonly unknown[],
  options?: object,
): Promise<Explained> {
  const {
    text: request,
    readUnits,
    writeUnits,
    warnings,
  } = await explainCall(model.context, method, [...args, options]);
  const code = codeText(model, { result: 'item', method, args, options });
  return { request, estimatedReadUnits: readUnits, estimatedWriteUnits: writeUnits, warnings, code };
}
