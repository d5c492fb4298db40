import { countedFrom, newValue } from '../expressions/changes.ts';
import { Operator, type OperatorKind, Ref } from '../expressions/operator.ts';
import { headOf, type ResolvedPath, resolvePath } from '../expressions/path.ts';
import type { UpdateSettings } from '../expressions/update.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import type { Schema } from '../schema/schema.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import type { Issues, PathElement } from '../values/issues.ts';

/** The value of an attribute after a write. */
export interface Foretold {
  /** Undefined if the attribute is absent. */
  readonly value: AttributeValue | undefined;
  /** True if the value depends on the stored item. */
  readonly usesStored: boolean;
}

/** A write, as far as the value of an attribute after it depends on it. */
export interface ForetoldWrite {
  /** The kind of the write. */
  readonly name: string;
  readonly schema: Schema;
  /** The whole item of `create` and `put`. */
  readonly item: StoredItem | undefined;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly settings: UpdateSettings;
}

const gone: Foretold = { value: undefined, usesStored: false };

/** True for the writes that return the item as it was. */
export const returnsItemBefore = (name: string): boolean =>
  name === 'delete' || name === 'deleteIfExists' || name === 'purge';

/**
 * Returns the value of an attribute after a write.
 *
 * @param before - the stored item
 * @param issues - receives an issue for each change whose result can't be foretold
 */
export function foretell(
  { name, schema, item, changes, settings }: ForetoldWrite,
  attribute: AttributeSchema,
  before: StoredItem | undefined,
  issues: Issues,
): Foretold {
  const stored = before?.[attribute.name];
  if (item !== undefined) return { value: item[attribute.name], usesStored: false };
  const own = ownChange(attribute, settings);
  if (own !== undefined) return { value: own.value, usesStored: false };
  if (settings.stored === undefined && returnsItemBefore(name)) return gone;
  const all = { ...changes, ...settings.additions };
  const paths = Object.keys(all).filter(
    (path) => all[path] !== undefined && headOf(schema, path) === attribute.property,
  );
  const isAdded = settings.additions?.[attribute.property] !== undefined;
  const start = stored ?? settings.defaults?.get(attribute.name);
  let result: Foretold = { value: withDocuments(start, attribute, settings.documents), usesStored: true };
  for (const path of paths) {
    const mark = issues.list.length;
    const target = resolvePath(schema, path, issues);
    // The expression of the update reports a path that leads nowhere.
    if (target === undefined) issues.rewind(mark, issues.depth);
    else if (target.elements.length > 1) result = changedInside(target, result.value, all[path], issues);
    else {
      // An upsert writes a read-only attribute only if it is absent, as `ifNotExists()` does.
      const isOnce = name === 'upsert' && attribute.readOnly && !isAdded;
      result = changed(target, stored, all[path], isOnce, issues);
    }
    issues.within(mark, path);
  }
  return result;
}

/** Returns the value that the framework gives an attribute. Undefined if it doesn't. */
function ownChange({ name }: AttributeSchema, { made, stored }: UpdateSettings): Pick<Foretold, 'value'> | undefined {
  if (made?.has(name)) return { value: made.get(name) };
  const marked = stored?.find((change) => change.name === name);
  return marked && { value: marked.value };
}

/** An operator and its first operand. A bare value is set. */
function asOperator(change: unknown): { readonly kind: OperatorKind; readonly operand: unknown } {
  return Operator.is(change) ? { kind: change.kind, operand: change.operands[0] } : { kind: 'set', operand: change };
}

/** Returns the result of a change of the whole attribute. */
function changed(
  target: ResolvedPath,
  stored: AttributeValue | undefined,
  change: unknown,
  isOnce: boolean,
  issues: Issues,
): Foretold {
  const { kind, operand } = asOperator(change);
  const keepsStored = isOnce || kind === 'ifNotExists';
  if (keepsStored && stored !== undefined) return { value: stored, usesStored: true };
  if (kind === 'remove') return gone;
  const isValue = (kind === 'set' || kind === 'ifNotExists') && !Ref.is(operand);
  if (isValue) return { value: newValue(target, operand, issues), usesStored: keepsStored };
  const isSum = kind === 'increment' || kind === 'decrement';
  if (isSum && !target.attribute.unique)
    return { value: counted(target, stored, change as Operator, issues), usesStored: true };
  return unforeseen('makes a unique value, a key, or a derived attribute', Ref.is(operand) ? 'ref' : kind, issues);
}

function unforeseen(what: string, by: string, issues: Issues): Foretold {
  issues.reject(`${what}: set it to a value or remove it, ${by}(…) can't be foretold`);
  return gone;
}

function counted(
  target: ResolvedPath,
  stored: AttributeValue | undefined,
  operator: Operator,
  issues: Issues,
): AttributeValue | undefined {
  const sum = countedFrom(target, stored ?? target.codec.shown?.(issues), operator, issues);
  return sum === undefined ? undefined : newValue(target, sum, issues);
}

/** Returns the result of a change inside of the attribute, which is a document. */
function changedInside(
  target: ResolvedPath,
  stored: AttributeValue | undefined,
  change: unknown,
  issues: Issues,
): Foretold {
  const [, ...inner] = target.elements;
  const { kind, operand } = asOperator(change);
  if (Ref.is(operand)) return unforeseen('lies in a document that makes a key or a derived attribute', 'ref', issues);
  const whole = { value: stored, usesStored: true };
  // The other operators change lists and sets. No key is made of them.
  if (!scalarChanges.has(kind)) return whole;
  const old = partAt(stored, inner);
  if (kind === 'ifNotExists' && old !== undefined) return whole;
  if (kind === 'remove') return { value: withPart(stored, inner, undefined), usesStored: true };
  const isSum = kind === 'increment' || kind === 'decrement';
  const value = isSum ? counted(target, old, change as Operator, issues) : newValue(target, operand, issues);
  return { value: withPart(stored, inner, value), usesStored: true };
}

const scalarChanges: ReadonlySet<OperatorKind> = new Set(['set', 'remove', 'ifNotExists', 'increment', 'decrement']);

/** Returns a part of a document. Parts of lists are not followed. */
const partAt = (document: AttributeValue | undefined, path: readonly PathElement[]): AttributeValue | undefined =>
  path.reduce<AttributeValue | undefined>(
    (value, element) =>
      value?.M !== undefined && Object.hasOwn(value.M, element) ? value.M[element as string] : undefined,
    document,
  );

/** Returns the value of an attribute with the absent documents that the write creates in it. */
const withDocuments = (
  stored: AttributeValue | undefined,
  { name }: AttributeSchema,
  documents: UpdateSettings['documents'] = [],
): AttributeValue | undefined =>
  documents
    .filter(({ elements: [first] }) => first === name)
    .reduce((value, { elements: [, ...inner], value: created }) => withPart(value, inner, created), stored);

/** Returns a document with another part. A part inside of a list is not followed, because no key is made of it. */
function withPart(
  document: AttributeValue | undefined,
  [element, ...rest]: readonly PathElement[],
  value: AttributeValue | undefined,
): AttributeValue | undefined {
  if (typeof element !== 'string') return element === undefined ? value : document;
  const { [element]: old, ...others } = document?.M ?? {};
  const part = withPart(old, rest, value);
  // A removal creates no document.
  if (document === undefined && part === undefined) return undefined;
  return { M: part === undefined ? others : { ...others, [element]: part } };
}
