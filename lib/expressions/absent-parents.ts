import type { Schema } from '../schema/schema.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { setOwn } from '../values/collections.ts';
import type { Codec } from '../values/converter.ts';
import { type Issues, type PathElement, pathText } from '../values/issues.ts';
import { tagOf } from '../values/stored-value.ts';
import { countedFrom } from './changes.ts';
import { finished, type MadeDocument, type MadePlace, partOf, removePart, setPart, takes } from './made-document.ts';
import { encodeOperand } from './operand.ts';
import { Operator, Ref } from './operator.ts';
import { issuePath, parsePath, type ResolvedPath, resolvePath } from './path.ts';
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
  const made = new Map<string, MadeDocument>();
  const gathered = (changes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
    const rest: Record<string, unknown> = {};
    for (const [path, value] of Object.entries(changes)) {
      const depth = value === undefined ? undefined : absentDepth(schema, path, stored, issues);
      if (depth === undefined) setOwn(rest, path, value);
      else gather({ schema, made, issues }, path, depth, value);
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
  issues.withinPath(mark, issuePath(path));
}

const ownMember = (map: Record<string, AttributeValue> | undefined, name: string): AttributeValue | undefined =>
  map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;

/** Puts one change into the document that is to be made, which begins as its default where it has one. */
function gather({ schema, made, issues }: Gathering, changed: string, depth: number, change: unknown): void {
  const mark = issues.list.length;
  const target = resolvePath(schema, changed, issues);
  const steps = parsePath(changed) ?? [];
  const path = pathText(steps.slice(0, depth));
  const isRemoval = Operator.is(change) && change.kind === 'remove';
  const place = target && placeOf(made, { path, target, steps, depth }, isRemoval, issues);
  if (place !== undefined) changeAt(place, target as ResolvedPath, change, issues);
  issues.withinPath(mark, steps);
}

/** What changes are gathered with. */
interface Gathering {
  readonly schema: Schema;
  readonly made: Map<string, MadeDocument>;
  readonly issues: Issues;
}

/** Where a change lies, and how many elements lead to the document that is to be made. */
interface Gathered {
  readonly path: string;
  readonly target: ResolvedPath;
  readonly steps: readonly PathElement[];
  readonly depth: number;
}

/** The place of a change in the document that is to be made; undefined, with an issue, where it can't have one. */
function placeOf(
  made: Map<string, MadeDocument>,
  { path, target, steps, depth }: Gathered,
  isRemoval: boolean,
  issues: Issues,
): MadePlace | undefined {
  const { codecs = [] } = target;
  const begun = made.get(path)?.value ?? startOf(codecs[depth - 1], issues);
  // Of a document that begins as nothing there is nothing to remove.
  if (begun === undefined && isRemoval) return undefined;
  const document = made.get(path) ?? { value: begun ?? {}, removed: [] };
  let inside = document.value;
  for (let index = depth; index < steps.length - 1; index++) {
    const next = partOf(inside, steps[index] as PathElement) ?? startOf(codecs[index], issues) ?? {};
    if (!takes(inside, steps[index] as PathElement)) return refuseElement(issues);
    setPart(inside, steps[index] as PathElement, next);
    inside = next;
  }
  const last = steps.at(-1) as PathElement;
  const isElement = steps.slice(0, depth).some((step) => typeof step === 'number');
  if (isElement || !takes(inside, last)) return refuseElement(issues);
  made.set(path, document);
  return { document, inside, last };
}

function refuseElement(issues: Issues): undefined {
  issues.report('lies in a list that has no such element; append() it, or set the list whole');
}

/** The default of a document or list, as the class has it; undefined where it has none. */
function startOf(codec: Codec | undefined, issues: Issues): object | undefined {
  const shown = codec?.shown?.(issues);
  if (shown?.M === undefined && shown?.L === undefined) return undefined;
  return codec?.decode(shown, issues) as object;
}

/** What a change makes of an absent value, put in its place. */
function changeAt({ document, inside, last }: MadePlace, target: ResolvedPath, change: unknown, issues: Issues): void {
  if (Ref.is(change) || (Operator.is(change) && change.operands.some(Ref.is))) {
    issues.report("is set to another attribute's value, and its document is absent; create the document first");
    return;
  }
  if (!Operator.is(change)) setPart(inside, last, change);
  else if (change.kind === 'remove') removePart(document, inside, last);
  else setPart(inside, last, changedPart(partOf(inside, last), target, change, issues));
}

/** What an operator makes of a member that its document, which is to be made, has or lacks. */
function changedPart(begun: unknown, target: ResolvedPath, change: Operator, issues: Issues): unknown {
  const [operand] = change.operands;
  const shown = begun === undefined ? target.codec.shown?.(issues) : encodeOperand(target, begun, issues);
  if (change.kind === 'increment' || change.kind === 'decrement') return countedFrom(target, shown, change, issues);
  if (change.kind !== 'append' && change.kind !== 'prepend') return operand;
  const list = shown?.L === undefined ? [] : (target.codec.decode(shown, issues) as unknown[]);
  const added = Array.isArray(operand) ? operand : [];
  return change.kind === 'append' ? [...list, ...added] : [...added, ...list];
}

function encodeDocument(
  schema: Schema,
  path: string,
  document: MadeDocument,
  issues: Issues,
): CreatedDocument | undefined {
  const mark = issues.list.length;
  const target = resolvePath(schema, path, issues);
  if (target !== undefined) issues.standAt(target.elements.length - 1);
  const value = target?.codec.encode(finished(document), issues);
  issues.standAt(0);
  issues.withinPath(mark, issuePath(path));
  return target === undefined || value === undefined ? undefined : { path, elements: target.elements, value };
}
