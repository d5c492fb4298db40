import { headOf } from '../expressions/path.ts';
import type { UpdateSettings } from '../expressions/update.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import type { DerivedAttribute } from '../schema/made-attributes.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { type ForetoldWrite, foretell } from './foretell.ts';

/** The attributes that an update makes again, and the stored values that they depend on. */
export interface DerivedChanges {
  /** By stored name. Undefined to remove the attribute. */
  readonly made: NonNullable<UpdateSettings['made']>;
  /** The sources whose stored values were used, by stored name. */
  readonly unchanged: ReadonlyMap<string, AttributeValue | undefined>;
}

/** A write of changes, before its request is built. */
interface ChangingWrite extends ForetoldWrite {
  readonly key: StoredItem;
  /** Stored values of properties that the key argument has. */
  readonly known: StoredItem | undefined;
}

/** True if a write changes attributes of an item: an update, an upsert, a soft delete, a restore. */
export const changesItem = ({ name, settings }: ForetoldWrite): boolean =>
  name === 'update' || name === 'upsert' || settings.stored !== undefined;

/** Returns the attributes that the changes of an update make again, in order. */
function touched({
  name,
  schema,
  changes,
  settings,
}: Pick<ChangingWrite, 'name' | 'schema' | 'changes' | 'settings'>): readonly DerivedAttribute[] {
  const derived = schema.made?.derived ?? [];
  // An upsert can create the item.
  if (derived.length === 0 || name === 'upsert') return derived;
  const all = { ...changes, ...settings.additions };
  const heads = new Set(Object.keys(all).flatMap((path) => (all[path] === undefined ? [] : headOf(schema, path))));
  const names = new Set(settings.stored?.map((change) => change.name));
  for (const { elements } of settings.documents ?? []) names.add(String(elements[0]));
  const isChanged = (source: AttributeSchema): boolean => heads.has(source.property) || names.has(source.name);
  const changed = derived.filter(({ sources }) => sources.some(isChanged));
  const used = new Set(changed.flatMap(({ uses = [] }) => uses));
  return used.size === 0 ? changed : derived.filter((made) => changed.includes(made) || used.has(made.name));
}

/** True if a write makes the value of an attribute again. */
export const makesAgain = (
  action: Pick<ChangingWrite, 'name' | 'schema' | 'changes' | 'settings'>,
  attribute: AttributeSchema,
): boolean => touched(action).some((made) => made.attribute === attribute);

/**
 * Returns the changes of derived attributes. Undefined if they depend on the stored item, and it isn't given.
 *
 * @param before - the stored item, or why there is none: it is absent, or was not read
 * @throws ValidationError `item.invalid` if the result of a change can't be foretold
 */
export function derivedChanges(
  action: ChangingWrite,
  before: StoredItem | 'absent' | 'unread',
): DerivedChanges | undefined {
  const { schema } = action;
  const derived = touched(action);
  const issues = new Issues();
  const after = itemAfter(action, derived, before, issues);
  if (after === undefined) return undefined;
  const made = new Map<string, AttributeValue | undefined>(initialAttributes(action));
  // The condition refuses a change of an item that is absent, so it doesn't matter what is made for it.
  const isMoot = before === 'absent' && action.name !== 'upsert';
  for (const { name, stored: make } of issues.list.length === 0 ? derived : []) {
    const value = make(after.item, isMoot ? new Issues() : issues);
    if (value !== undefined) after.item[name] = value;
    made.set(name, value);
  }
  if (issues.list.length > 0) throw schema.mapper.refusal(issues, schema.mapper.keyText(action.key));
  return { made, unchanged: after.unchanged };
}

/** Returns the sources as they are after the changes. Undefined if one depends on an item that was not read. */
function itemAfter(
  action: ChangingWrite,
  derived: readonly DerivedAttribute[],
  before: StoredItem | 'absent' | 'unread',
  issues: Issues,
): { readonly item: StoredItem; readonly unchanged: DerivedChanges['unchanged'] } | undefined {
  const stored = typeof before === 'string' ? undefined : before;
  // An item of another library can have some parts only in its keys.
  const whole = stored && action.schema.made?.recovered(stored);
  const item: StoredItem = { ...action.known };
  const unchanged = new Map<string, AttributeValue | undefined>();
  for (const source of new Set(derived.flatMap(({ sources }) => sources))) {
    if (Object.hasOwn(item, source.name)) continue;
    const { value, usesStored } = foretell(action, source, whole, issues);
    if (usesStored && before === 'unread') return undefined;
    if (usesStored) unchanged.set(source.name, stored?.[source.name]);
    if (value !== undefined) item[source.name] = value;
  }
  return { item, unchanged };
}

/**
 * Returns the attributes of a new item that an upsert writes: its version, the name of its entity, and the properties of
 * the entity's key.
 */
function initialAttributes({ name, schema, known = {} }: ChangingWrite): [string, AttributeValue][] {
  const { entity, versions } = schema.made ?? {};
  if (name !== 'upsert') return [];
  const version: [string, AttributeValue][] = versions === undefined ? [] : [[versions.attribute, versions.stored]];
  if (entity?.name === undefined) return version;
  const isNew = ([stored]: [string, AttributeValue]): boolean =>
    !schema.key.attributes.some((attribute: AttributeSchema) => attribute.name === stored);
  return [...version, [entity.attribute, { S: entity.name }], ...Object.entries(known).filter(isNew)];
}
