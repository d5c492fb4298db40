import { flag, optionRules } from '../errors/option-rules.ts';
import { filledProperties } from '../json/filled.ts';
import { readItem } from '../json/from-json.ts';
import { testsFromJson } from '../models/query-arguments.ts';
import type { ExplainedMethod } from '../repository/explanation.ts';
import { writeEntity } from '../repository/writes.ts';
import { trackerAttributes } from '../status/own-attributes.ts';
import { Issues } from '../values/issues.ts';
import type { CreateBody, DeleteBody, ItemRow, OneItem, UpdateBody } from './api-types.ts';
import { CallRecord } from './call-record.ts';
import { changesFromJson } from './changes.ts';
import { type ExpectedWrite, writeExpected } from './expected-write.ts';
import { encodedItem, wholeRow } from './item-rows.ts';
import { explainedCall, jsonObject } from './one-item.ts';
import { RefusedCall } from './problems.ts';
import type { StudioModel } from './studio-model.ts';

const checkCreate = optionRules<CreateBody>({ values: jsonObject, explain: flag });
const checkUpdate = optionRules<UpdateBody>({
  key: jsonObject,
  changes: jsonObject,
  before: jsonObject,
  explain: flag,
});
const checkDelete = optionRules<DeleteBody>({ key: jsonObject, before: jsonObject, explain: flag });

/** Creates an item from its values. */
export async function createItem(model: StudioModel, body: CreateBody): Promise<OneItem> {
  const { schema, kind } = model;
  refuseLinker(model);
  if (kind === 'tracker')
    throw new RefusedCall(400, 'studio.unsupported', 'A tracked request begins with start() of its tracker.');
  checkCreate(body, schema.table.name, 'create');
  const issues = new Issues();
  const item = readItem(schema, body.values ?? {}, filledProperties(schema), issues);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues);
  const explained = await explainedCall(model, 'create', [item]);
  return { ...(body.explain !== true && { item: await write(model, 'create', { item }) }), explained };
}

/** Changes properties of an item, unless it has changed since the page showed it. */
export async function updateItem(model: StudioModel, body: UpdateBody): Promise<OneItem> {
  const { schema, kind } = model;
  refuseLinker(model);
  checkUpdate(body, schema.table.name, 'update');
  const key = testsFromJson(schema, body.key ?? {});
  const isHeld = (property: string): boolean => kind === 'tracker' && trackerAttributes.has(property);
  const changes = changesFromJson(schema, body.changes ?? {}, isHeld);
  const call: ExpectedWrite = { key, before: body.before ?? {}, properties: Object.keys(changes) };
  return expectedCall(model, 'update', call, body.explain, [key, changes]);
}

/** Deletes an item, unless it has changed since the page showed it. */
export async function deleteItem(model: StudioModel, body: DeleteBody): Promise<OneItem> {
  const { schema } = model;
  refuseLinker(model);
  checkDelete(body, schema.table.name, 'delete');
  const key = testsFromJson(schema, body.key ?? {});
  const shown = Object.values(schema.attributes).filter(({ hidden }) => !hidden);
  const call: ExpectedWrite = { key, before: body.before ?? {}, properties: shown.map(({ property }) => property) };
  return expectedCall(model, 'delete', call, body.explain, [key]);
}

/** @throws RefusedCall 400 `studio.unsupported` for a linker, whose documents have a form of their own */
function refuseLinker({ kind }: StudioModel): void {
  if (kind === 'linker')
    throw new RefusedCall(400, 'studio.unsupported', 'The studio only shows the documents of a linker.');
}

async function expectedCall(
  model: StudioModel,
  method: 'update' | 'delete',
  call: ExpectedWrite,
  isExplained: boolean | undefined,
  args: readonly [key: unknown, changes?: unknown],
): Promise<OneItem> {
  const [key, changes] = args;
  const { first, done } = writeExpected(model, call, (options) => write(model, method, { key, changes, options }));
  const explained = await explainedCall(model, method, args, first);
  return { ...(isExplained !== true && { item: await done() }), explained };
}

async function write(
  model: StudioModel,
  method: ExplainedMethod & ('create' | 'update' | 'delete'),
  args: Parameters<typeof writeEntity>[2],
): Promise<ItemRow | undefined> {
  const { schema, context } = model;
  const record = new CallRecord();
  const { executor } = record.contextOf(context);
  const entity = await writeEntity({ ...context, executor }, method, args);
  return entity && wholeRow(model, entity, record.items.at(-1) ?? encodedItem(schema, entity));
}
