import type { Schema } from '../schema/schema.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { setOwn } from '../values/collections.ts';
import type { Codec } from '../values/converter.ts';
import { type Issues, type PathElement, pathText } from '../values/issues.ts';
import { tagOf } from '../values/stored-value.ts';
import { countedFrom } from './changes.ts';
import {
  finished,
  type NewDocument,
  type NewDocumentPlace,
  partOf,
  removePart,
  setPart,
  takes,
} from './new-document.ts';
import { encodeOperand } from './operand.ts';
import { Operator, Ref } from './operator.ts';
import { issuePath, parsePath, type ResolvedPath, resolvePath } from './path.ts';
import type { CreatedDocument } from './update.ts';
import { storedVariant } from './variants.ts';

/** Changes after those below absent documents were moved into these documents. */
export interface FilledChanges {
  /** The changes whose parent documents exist. */
  readonly changes: Readonly<Record<string, unknown>>;
  /** The changes of extensions whose parent documents exist. */
  readonly additions: Readonly<Record<string, unknown>>;
  /** The documents to create, each under the condition that it is still absent. */
  readonly documents: readonly CreatedDocument[];
}

/** The changes of an update: those of the caller, and those of extensions. */
interface InputChanges {
  readonly changes: Readonly<Record<string, unknown>>;
  readonly additions: Readonly<Record<string, unknown>>;
}

/**
 * Moves the changes below absent documents into these documents, so each document is created by one assignment: `{
 * 'address.city': 'Paris', 'address.zip': '75001' }` → `{ address: { M: { city, zip } } }`.
 *
 * @param stored - the item as it was read; undefined if there is none
 */
export function fillParents(
  schema: Schema,
  input: InputChanges,
  stored: StoredItem | undefined,
  issues: Issues,
): FilledChanges {
  const created = new Map<string, NewDocument>();
  const gathered = (changes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
    const rest: Record<string, unknown> = {};
    for (const [path, value] of Object.entries(changes)) {
      const depth = value === undefined ? undefined : absentDepth(schema, path, stored, issues);
      if (depth === undefined) setOwn(rest, path, value);
      else gather({ schema, stored, created, issues }, path, depth, value);
    }
    return rest;
  };
  const changes = gathered(input.changes);
  const additions = gathered(input.additions);
  const documents = [...created].flatMap(
    ([path, document]) => encodeDocument({ schema, stored, created, issues }, path, document) ?? [],
  );
  return { changes, additions, documents };
}

/** Returns the number of elements up to the first absent parent of a path. Undefined if all parents exist. */
function absentDepth(schema: Schema, path: string, stored: StoredItem | undefined, issues: Issues): number | undefined {
  const target = resolvePath(schema, path, issues);
  const elements = target === undefined ? [] : storedVariant(target, stored).elements;
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

/** Reports a parent that is neither a document nor a list. It has no members, and is never overwritten implicitly. */
function refuseOther(path: string, value: AttributeValue, next: PathElement | undefined, issues: Issues): void {
  if ((typeof next === 'number' ? value.L : value.M) !== undefined) return;
  const mark = issues.list.length;
  issues.reject(`leads through what is stored as ${tagOf(value)}; set that whole`);
  issues.withinPath(mark, issuePath(path));
}

const ownMember = (map: Record<string, AttributeValue> | undefined, name: string): AttributeValue | undefined =>
  map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;

/** Puts one change into the document to create. The document begins as its default, if it has one. */
function gather({ schema, stored, created, issues }: Gathering, changed: string, depth: number, change: unknown): void {
  const mark = issues.list.length;
  const resolved = resolvePath(schema, changed, issues);
  const target = resolved && storedVariant(resolved, stored);
  const steps = parsePath(changed) ?? [];
  const path = pathText(steps.slice(0, depth));
  const isRemoval = Operator.is(change) && change.kind === 'remove';
  const place = target && placeOf(created, { path, target, steps, depth }, isRemoval, issues);
  if (place !== undefined) changeAt(place, target as ResolvedPath, change, issues);
  issues.withinPath(mark, steps);
}

/** The context in which changes are collected. */
interface Gathering {
  readonly schema: Schema;
  readonly stored: StoredItem | undefined;
  readonly created: Map<string, NewDocument>;
  readonly issues: Issues;
}

/** The place of a change, and the number of elements that lead to the document to create. */
interface Gathered {
  readonly path: string;
  readonly target: ResolvedPath;
  readonly steps: readonly PathElement[];
  readonly depth: number;
}

/** Returns the place of a change in the document to create. Undefined, with an issue, if the document can't have it. */
function placeOf(
  created: Map<string, NewDocument>,
  { path, target, steps, depth }: Gathered,
  isRemoval: boolean,
  issues: Issues,
): NewDocumentPlace | undefined {
  const { codecs = [] } = target;
  const start = created.get(path)?.value ?? startOf(codecs[depth - 1], issues);
  // There is nothing to remove from a document without a default.
  if (start === undefined && isRemoval) return undefined;
  const document = created.get(path) ?? { value: start ?? {}, removed: [] };
  let inside = document.value;
  for (let index = depth; index < steps.length - 1; index++) {
    const next = partOf(inside, steps[index] as PathElement) ?? startOf(codecs[index], issues) ?? {};
    if (!takes(inside, steps[index] as PathElement)) return refuseElement(target, issues);
    setPart(inside, steps[index] as PathElement, next);
    inside = next;
  }
  const last = steps.at(-1) as PathElement;
  const isElement = steps.slice(0, depth).some((step) => typeof step === 'number');
  if (isElement || !takes(inside, last)) return refuseElement(target, issues);
  created.set(path, document);
  return { document, inside, last };
}

function refuseElement({ codecs = [] }: ResolvedPath, issues: Issues): undefined {
  const isTuple = codecs.some(({ elements }) => elements !== undefined);
  issues.reject(
    isTuple
      ? 'lies in a tuple that is absent; set the tuple whole'
      : 'lies in a list that has no such element; append() it, or set the list whole',
  );
}

/** Returns the default of a document or list, in the form of the class. Undefined if there is none. */
function startOf(codec: Codec | undefined, issues: Issues): object | undefined {
  const shown = codec?.shown?.(issues);
  if (shown?.M === undefined && shown?.L === undefined) return undefined;
  return codec?.decode(shown, issues) as object;
}

/** Applies a change to an absent value, and stores the result in its place. */
function changeAt(
  { document, inside, last }: NewDocumentPlace,
  target: ResolvedPath,
  change: unknown,
  issues: Issues,
): void {
  if (Ref.is(change) || (Operator.is(change) && change.operands.some(Ref.is))) {
    issues.reject("is set to another attribute's value, and its document is absent; create the document first");
    return;
  }
  if (!Operator.is(change)) setPart(inside, last, change);
  else if (change.kind === 'remove') removePart(document, inside, last);
  else setPart(inside, last, changedPart(partOf(inside, last), target, change, issues));
}

/** Applies an operator to a member of the document to create. */
function changedPart(start: unknown, target: ResolvedPath, change: Operator, issues: Issues): unknown {
  const [operand] = change.operands;
  const shown = start === undefined ? target.codec.shown?.(issues) : encodeOperand(target, start, issues);
  if (change.kind === 'increment' || change.kind === 'decrement') return countedFrom(target, shown, change, issues);
  if (change.kind !== 'append' && change.kind !== 'prepend') return operand;
  const list = shown?.L === undefined ? [] : (target.codec.decode(shown, issues) as unknown[]);
  const added = Array.isArray(operand) ? operand : [];
  return change.kind === 'append' ? [...list, ...added] : [...added, ...list];
}

function encodeDocument(
  { schema, stored, issues }: Gathering,
  path: string,
  document: NewDocument,
): CreatedDocument | undefined {
  const mark = issues.list.length;
  const resolved = resolvePath(schema, path, issues);
  const target = resolved && storedVariant(resolved, stored);
  if (target !== undefined) issues.standAt(target.elements.length - 1);
  const value = target?.codec.encode(finished(document), issues);
  issues.standAt(0);
  issues.withinPath(mark, issuePath(path));
  if (target === undefined || value === undefined) return undefined;
  return { path, elements: target.elements, value, variant: target.kinds && target };
}
