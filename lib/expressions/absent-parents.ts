import type { StoredItem } from '../schema/document-codec.ts';
import type { Schema } from '../schema/schema.ts';
import type { AttributeValue } from '../sdk-types.ts';
import { setOwn } from '../values/collections.ts';
import { tagOf } from '../values/converter.ts';
import { type Issues, type PathElement, pathText } from '../values/issues.ts';
import { countedFromZero } from './changes.ts';
import { Operator, Ref } from './operator.ts';
import { parsePath, type ResolvedPath, resolvePath } from './path.ts';
import type { CreatedDocument } from './update.ts';

/** Changes of which those below an absent document are gathered into that document. */
export interface FilledChanges {
  /** The changes whose parents are there. */
  readonly changes: Readonly<Record<string, unknown>>;
  /** The same of what extensions change. */
  readonly additions: Readonly<Record<string, unknown>>;
  /** The documents to make whole, each under the condition that it is still absent. */
  readonly documents: readonly CreatedDocument[];
}

/** What an update changes: as it was asked for, and what extensions change besides. */
interface GivenChanges {
  readonly changes: Readonly<Record<string, unknown>>;
  readonly additions: Readonly<Record<string, unknown>>;
}

/**
 * Gathers the changes below absent documents, so that each document is made whole by one assignment:
 * `{ 'address.city': 'Paris', 'address.zip': '75001' }` → `{ address: { M: { city, zip } } }`.
 *
 * @param stored - the item as it was read; undefined where there was none
 */
export function fillParents(
  schema: Schema,
  given: GivenChanges,
  stored: StoredItem | undefined,
  issues: Issues,
): FilledChanges {
  const made = new Map<string, object>();
  const gathered = (changes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
    const rest: Record<string, unknown> = {};
    for (const [path, value] of Object.entries(changes)) {
      const depth = value === undefined ? undefined : absentDepth(schema, path, stored, issues);
      if (depth === undefined) setOwn(rest, path, value);
      else gather(schema, made, path, depth, value, issues);
    }
    return rest;
  };
  const changes = gathered(given.changes);
  const additions = gathered(given.additions);
  const documents = [...made].flatMap(([path, document]) => encodeDocument(schema, path, document, issues) ?? []);
  return { changes, additions, documents };
}

/** How many elements lead to the first absent parent of a path; undefined where all parents are there. */
function absentDepth(schema: Schema, path: string, stored: StoredItem | undefined, issues: Issues): number | undefined {
  const elements = resolvePath(schema, path, issues)?.elements ?? [];
  let value: AttributeValue = { M: stored ?? {} };
  for (const [index, element] of elements.slice(0, -1).entries()) {
    const next = memberOf(value, element);
    if (next === undefined) return index + 1;
    value = next;
    refuseOther(path, value, elements[index + 1], issues);
  }
  return undefined;
}

const memberOf = (value: AttributeValue, element: PathElement): AttributeValue | undefined =>
  typeof element === 'number' ? value.L?.[element] : ownMember(value.M, element);

/** What is there and is no document can't be led through, nor overwritten unasked. */
function refuseOther(path: string, value: AttributeValue, next: PathElement | undefined, issues: Issues): void {
  if ((typeof next === 'number' ? value.L : value.M) !== undefined) return;
  const mark = issues.list.length;
  issues.report(`leads through what is stored as ${tagOf(value)}; set that whole`);
  issues.withinPath(mark, parsePath(path) ?? [path]);
}

const ownMember = (map: Record<string, AttributeValue> | undefined, name: string): AttributeValue | undefined =>
  map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;

/** Puts one change into the document that is to be made. */
function gather(
  schema: Schema,
  made: Map<string, object>,
  changed: string,
  depth: number,
  value: unknown,
  issues: Issues,
): void {
  const mark = issues.list.length;
  const target = resolvePath(schema, changed, issues);
  const given = target && valueIn(target, value, issues);
  const steps = parsePath(changed) ?? [];
  const inside = steps.slice(depth);
  if (
    steps.slice(0, depth).some((step) => typeof step === 'number') ||
    inside.some((step) => typeof step === 'number')
  ) {
    issues.report('lies in a list that has no such element; append() it, or set the list whole');
  }
  issues.withinPath(mark, steps);
  if (issues.list.length > mark || given === undefined) return;
  const path = pathText(steps.slice(0, depth));
  let document = made.get(path) ?? {};
  made.set(path, document);
  for (const step of inside.slice(0, -1)) document = childOf(document, String(step));
  setOwn(document, String(inside.at(-1)), given);
}

function childOf(document: object, name: string): object {
  if (!Object.hasOwn(document, name)) setOwn(document, name, {});
  return (document as Record<string, object>)[name] as object;
}

/** What a change makes of an absent value; undefined where it leaves it absent. */
function valueIn(target: ResolvedPath, change: unknown, issues: Issues): unknown {
  if (Ref.is(change)) return refuseRef(issues);
  if (!Operator.is(change)) return change;
  const [operand] = change.operands;
  if (Ref.is(operand)) return refuseRef(issues);
  if (change.kind === 'remove') return undefined;
  if (change.kind === 'increment') return countedFromZero(target, '+', operand, issues);
  return change.kind === 'decrement' ? countedFromZero(target, '-', operand, issues) : operand;
}

function refuseRef(issues: Issues): undefined {
  issues.report("is set to another attribute's value, and its document is absent; create the document first");
}

function encodeDocument(schema: Schema, path: string, document: object, issues: Issues): CreatedDocument | undefined {
  const mark = issues.list.length;
  const target = resolvePath(schema, path, issues);
  const value = target?.codec.encode(document, issues);
  issues.withinPath(mark, parsePath(path) ?? [path]);
  return target === undefined || value === undefined ? undefined : { path, elements: target.elements, value };
}
