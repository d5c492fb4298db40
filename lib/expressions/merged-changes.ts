import { maxNestingDepth, maxOperators } from '../limits.ts';
import { AttributeCodec } from '../schema/attribute-codec.ts';
import type { Schema } from '../schema/schema.ts';
import { setOwn } from '../values/collections.ts';
import type { Codec } from '../values/converter.ts';
import { type Issues, kindOf, type PathElement, pathText } from '../values/issues.ts';
import { isFields } from './fields.ts';
import { Operator } from './operator.ts';
import { issuePath, placeIssues, resolvePath } from './path.ts';

type Changes = Readonly<Record<string, unknown>>;

const isMerge = (change: unknown): change is Operator => Operator.is(change) && change.kind === 'merge';

/** Replaces each `merge()` with changes of its members: `{ meta: merge({ b: 1 }) }` → `{ 'meta.b': 1 }`. */
export function spreadMerges(schema: Schema, changes: Changes, issues: Issues): Changes {
  if (!Object.values(changes).some(isMerge)) return changes;
  const spread: Spread = { changes: {}, count: 0 };
  for (const [path, change] of Object.entries(changes)) {
    const mark = issues.list.length;
    if (isMerge(change)) {
      const target = resolvePath(schema, path, issues);
      if (target !== undefined) mergeAt(spread, target.codec, issuePath(path), change.operands[0], issues);
    } else add(spread, path, change, issues);
    placeIssues(issues, mark, path);
  }
  return spread.changes;
}

/** The collected changes, and their number. */
interface Spread {
  readonly changes: Record<string, unknown>;
  count: number;
}

function add(spread: Spread, path: string, change: unknown, issues: Issues): void {
  if (change !== undefined && spread.changes[path] !== undefined) issues.reject(`overlaps ${path}; change it once`);
  if (Object.hasOwn(spread.changes, path) && change === undefined) return;
  setOwn(spread.changes, path, change);
  spread.count++;
}

/** True for documents, maps, and JSON, whose members have paths. */
const hasMembers = (codec: Codec): boolean =>
  (codec.kind === 'M' || codec.kind === 'JSON') && !(AttributeCodec.is(codec) && codec.rules.convert !== undefined);

function mergeAt(spread: Spread, codec: Codec, steps: readonly PathElement[], patch: unknown, issues: Issues): void {
  try {
    mergeMembers(spread, codec, steps, patch, issues);
  } catch (error) {
    const mark = issues.list.length;
    issues.reportUnread(error);
    issues.withinPath(mark, steps.slice(1));
  }
}

/** Merges the members of a patch, whose getters can throw. */
function mergeMembers(
  spread: Spread,
  codec: Codec,
  steps: readonly PathElement[],
  patch: unknown,
  issues: Issues,
): void {
  const refusal = refusalOf(codec, steps, patch);
  if (refusal !== undefined) {
    issues.reject(refusal);
    return;
  }
  for (const [name, value] of Object.entries(patch as object)) {
    if (value !== undefined) mergeMember(spread, codec.part?.(name)?.codec, [...steps, name], value, issues);
    // More changes are rejected anyway, so they are not collected.
    if (spread.count > maxOperators || issues.list.length > maxOperators) return;
  }
}

/** Returns the reason why a patch can't be merged. Undefined if it can. */
function refusalOf(codec: Codec, steps: readonly PathElement[], patch: unknown): string | undefined {
  if (!hasMembers(codec))
    return 'has no members that merge() could change; only a document, a map or JSON without a conversion has';
  if (!isFields(patch)) return `is merged with ${kindOf(patch)}; give merge() an object of members`;
  if (steps.length <= maxNestingDepth) return undefined;
  return `is merged with what is nested deeper than ${maxNestingDepth} levels, or contains itself`;
}

function mergeMember(
  spread: Spread,
  part: Codec | undefined,
  steps: readonly PathElement[],
  value: unknown,
  issues: Issues,
): void {
  const isMerged = part !== undefined && (isMerge(value) || (hasMembers(part) && isFields(value)));
  if (isMerged) mergeAt(spread, part, steps, isMerge(value) ? value.operands[0] : value, issues);
  else add(spread, pathText(steps), value, issues);
}
