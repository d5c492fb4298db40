import { createHash } from 'node:crypto';
import { Placeholders } from '../expressions/placeholders.ts';
import { joinTerms, simpleTerm, type Term } from '../expressions/term.ts';
import type { AttributeSchema, KeyAttribute } from '../schema/attribute-schema.ts';
import { epochSecondsAt } from '../schema/hidden.ts';
import { keyIdentity } from '../schema/key-identity.ts';
import { guardAttribute } from '../schema/kinds.ts';
import { keyAttributes, type Schema } from '../schema/schema.ts';
import type { AttributeValue, StoredItem, TransactWriteItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { valueIdentity } from '../values/value-identity.ts';
import type { WriteAction } from './action.ts';
import { makesAgain } from './derived-changes.ts';
import { foretell, returnsItemBefore } from './foretell.ts';
import { conditionFields } from './write-condition.ts';

/** The write of a guard, and its attribute. */
export interface GuardWrite {
  readonly attribute: AttributeSchema;
  readonly key: StoredItem;
  readonly request: TransactWriteItem;
  /** True if the write frees a value. If its condition fails, the guard belongs to another item. */
  readonly frees: boolean;
}

/** Guards of freed values that turned out to belong to other items. Items from before `@Unique` can share values. */
export type ForeignGuards = ReadonlySet<string>;

/** Returns a text that identifies a guard among those of an item. */
export const guardIdentity = ({ attribute, key }: Pick<GuardWrite, 'attribute' | 'key'>): string =>
  JSON.stringify([attribute.name, key]);

/** A write that changes the guards of an item. */
type GuardedWrite = Pick<
  WriteAction,
  'name' | 'schema' | 'key' | 'item' | 'changes' | 'settings' | 'precondition' | 'nowMs'
>;

/** True if an action can change a unique value, or the expiry of its guards. */
export function touchesUniques(action: WriteAction): boolean {
  const { name, schema, settings } = action;
  if (schema.uniques.length === 0 || name === 'check') return false;
  // A soft delete or a restore touches guards if it changes their expiry, or if an extension changes the values.
  if (name === 'restore') return schema.timeToLive !== undefined || changesUniques(action);
  if (settings.stored !== undefined) return schema.softDelete?.purgeAfterMs !== undefined || changesUniques(action);
  return (name !== 'update' && name !== 'upsert') || changesUniques(action);
}

function changesUniques(action: WriteAction): boolean {
  const { schema, changes, settings } = action;
  const all: Readonly<Record<string, unknown>> = { ...changes, ...settings.additions };
  return guardedAttributes(schema).some(
    (attribute) =>
      all[attribute.property] !== undefined ||
      settings.defaults?.has(attribute.name) ||
      (attribute.derivedFrom !== undefined && makesAgain(action, attribute)),
  );
}

/** The attributes that guards are made of: the unique attributes, and the time to live. */
export const guardedAttributes = ({ uniques, timeToLive }: Schema): readonly AttributeSchema[] =>
  timeToLive === undefined ? uniques : [...uniques, timeToLive];

/** The maximum number of attributes that a delete compares. DynamoDB allows 300 operators in a condition. */
const maxCompared = 100;

/**
 * Returns the attributes that must not change between the read and the write: those that guards are made of. For a
 * delete, all attributes, because it returns the item as it was read.
 */
export function watchedBy({ name, schema }: WriteAction): readonly AttributeSchema[] {
  const all = Object.values(schema.attributes);
  return returnsItemBefore(name) && all.length <= maxCompared ? all : guardedAttributes(schema);
}

/**
 * Returns the writes of guards for an action: new values are claimed, old ones are freed.
 *
 * @param before - the stored item before the action
 * @param foreign - guards that belong to other items
 * @throws ValidationError `item.invalid` if an operator changes a unique value to an unpredictable value
 */
export function guardWrites(
  action: GuardedWrite,
  before: StoredItem | undefined,
  foreign: ForeignGuards = new Set(),
): GuardWrite[] {
  const { schema } = action;
  if (action.precondition.noItem) return [];
  const issues = new Issues();
  const after = (attribute: AttributeSchema): AttributeValue | undefined =>
    foretell(action, attribute, before, issues).value;
  const expiry = schema.timeToLive && after(schema.timeToLive);
  const writes = schema.uniques.flatMap((attribute) => {
    const [old, next] = [present(before?.[attribute.name]), present(after(attribute))];
    const isFreed = old !== undefined && (next === undefined || valueIdentity(old) !== valueIdentity(next));
    return [
      ...(isFreed ? [freeing(action, attribute, old, foreign)] : []),
      ...(next === undefined ? [] : [claim(action, attribute, next, expiry)]),
    ];
  });
  if (issues.list.length > 0) throw schema.mapper.refusal(issues, schema.mapper.keyText(action.key));
  return writes;
}

/** Returns the writes of guards for an item that is replaced. None if its unique values and its expiry are the same. */
export function guardsOfItem(
  schema: Schema,
  { before, after }: { readonly before: StoredItem; readonly after: StoredItem },
  nowMs: number,
  foreign: ForeignGuards,
): GuardWrite[] {
  const isChanged = ({ name }: AttributeSchema): boolean => valueIdentity(before[name]) !== valueIdentity(after[name]);
  if (schema.uniques.length === 0 || !guardedAttributes(schema).some(isChanged)) return [];
  const key = schema.mapper.keyOf(after);
  const replacing = {
    name: 'put',
    schema,
    key,
    item: after,
    changes: {},
    settings: {},
    precondition: {},
    nowMs,
  } as const;
  return guardWrites(replacing, before, foreign);
}

const present = (value: AttributeValue | undefined): AttributeValue | undefined =>
  value?.NULL === undefined ? value : undefined;

/**
 * Returns the key of a guard. It contains a hash, because keys are short, and must not reveal values such as e-mail
 * addresses.
 */
export function guardKey(schema: Schema, attribute: AttributeSchema, value: AttributeValue): StoredItem {
  const text = guardText(scopeOf(schema, attribute), attribute.name, value);
  const keyed = attribute.encryption && schema.encryption?.digest(attribute, text);
  const digest = keyed ?? digestOf(text);
  return Object.fromEntries(keyAttributes(schema).map((key) => [key.name, guardPart(key, attribute.name, digest)]));
}

const guardText = (scope: readonly string[], name: string, value: AttributeValue): string =>
  JSON.stringify([...scope, name, valueIdentity(value)]);

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Returns a key attribute of the guard of a value that is not encrypted.
 *
 * @param scope - the stored name of the entity. Empty for a class with a table of its own, and for the scope `'table'`
 */
export const guardKeyPart = (
  key: Pick<KeyAttribute, 'kind'>,
  scope: readonly string[],
  name: string,
  value: AttributeValue,
): AttributeValue => guardPart(key, name, digestOf(guardText(scope, name, value)));

/** Entities of one table can have equal values of attributes of the same name, unless the scope is the table. */
const scopeOf = ({ entity }: Schema, { uniqueScope }: AttributeSchema): readonly string[] =>
  entity === undefined || uniqueScope === 'table' ? [] : [entity.name];

const guardPrefix = 'annotable#unique#';

/** Numbers are negative with 36 digits, a range without ids. */
function guardPart({ kind }: Pick<KeyAttribute, 'kind'>, name: string, digest: Buffer): AttributeValue {
  if (kind === 'N') return { N: `-${BigInt(`0x${digest.subarray(0, 15).toString('hex')}`) + 10n ** 36n}` };
  const text = `${guardPrefix}${name.slice(0, 100)}#${digest.toString('base64url')}`;
  return kind === 'S' ? { S: text } : { B: Buffer.from(text, 'utf8') };
}

/** True if a key is one of a guard. Stream records can have keys alone, with bytes as base64 text. */
export function isGuardKey({ partitionKey: { name, kind } }: Schema, key: StoredItem): boolean {
  const { S = '', N = '', B = S }: { readonly S?: string; readonly N?: string; readonly B?: unknown } = key[name] ?? {};
  if (kind === 'N') return /^-[12]\d{36}$/.test(N);
  const bytes = typeof B === 'string' ? Buffer.from(B, kind === 'B' ? 'base64' : 'utf8') : Buffer.from(B as Uint8Array);
  return bytes.toString('utf8', 0, guardPrefix.length) === guardPrefix;
}

const ownerOf = ({ schema, key }: GuardedWrite): AttributeValue => ({ S: keyIdentity(keyAttributes(schema), key) });

/** Puts a guard if it is absent, belongs to this item already, or is expired. */
function claim(
  action: GuardedWrite,
  attribute: AttributeSchema,
  value: AttributeValue,
  expiry: AttributeValue | undefined,
): GuardWrite {
  const { schema, nowMs } = action;
  const key = guardKey(schema, attribute, value);
  const placeholders = new Placeholders();
  const term = joinTerms('OR', [
    absentTerm(schema, placeholders),
    ownTerm(action, placeholders),
    schema.timeToLive &&
      simpleTerm(
        `${placeholders.name(schema.timeToLive.name)} <= ${placeholders.value({ N: String(epochSecondsAt(nowMs)) })}`,
      ),
  ]);
  const Item = {
    ...key,
    [guardAttribute]: ownerOf(action),
    ...(schema.timeToLive && expiry && { [schema.timeToLive.name]: expiry }),
  };
  const Put = { TableName: schema.table.name, Item, ...fieldsOf(action, placeholders, term) };
  return { attribute, key, request: { Put }, frees: false };
}

/**
 * Deletes a guard of this item, if it still exists. For another item's guard, only checks that it still belongs to
 * another item.
 */
function freeing(
  action: GuardedWrite,
  attribute: AttributeSchema,
  value: AttributeValue,
  foreign: ForeignGuards,
): GuardWrite {
  const { schema } = action;
  const key = guardKey(schema, attribute, value);
  const placeholders = new Placeholders();
  const isForeign = foreign.has(guardIdentity({ attribute, key }));
  const owner = isForeign ? otherTerm(action, placeholders) : ownTerm(action, placeholders);
  const term = joinTerms('OR', [absentTerm(schema, placeholders), owner]);
  const fields = { TableName: schema.table.name, Key: key, ...fieldsOf(action, placeholders, term) };
  const request = isForeign ? { ConditionCheck: { ConditionExpression: '', ...fields } } : { Delete: fields };
  return { attribute, key, request, frees: true };
}

const absentTerm = (schema: Schema, placeholders: Placeholders): Term =>
  simpleTerm(`attribute_not_exists(${placeholders.name(schema.partitionKey.name)})`);

const ownTerm = (action: GuardedWrite, placeholders: Placeholders): Term =>
  simpleTerm(`${placeholders.name(guardAttribute)} = ${placeholders.value(ownerOf(action))}`);

const otherTerm = (action: GuardedWrite, placeholders: Placeholders): Term =>
  simpleTerm(`${placeholders.name(guardAttribute)} <> ${placeholders.value(ownerOf(action))}`);

const fieldsOf = ({ schema, key }: GuardedWrite, placeholders: Placeholders, term: Term | undefined) =>
  conditionFields({ schema, key, placeholders, issues: new Issues(), precondition: {} }, term);
