import { maxExpressionBytes } from '../limits.ts';
import { AttributeCodec } from '../schema/attribute-codec.ts';
import { keyAttributes, type Schema } from '../schema/schema.ts';
import { encodePresent } from '../values/collections.ts';
import type { Issues, PathElement } from '../values/issues.ts';
import { parsePath, resolvePath } from './path.ts';
import { type ExpressionParts, Placeholders } from './placeholders.ts';

/** A change of one path, ready to be written into a clause. */
interface Clause {
  readonly path: string;
  readonly elements: readonly PathElement[];
  readonly text: string;
}

/**
 * Builds an update expression: `{ name: 'Anna', 'address.zip': '75001' }` → `SET #0 = :1, #2.#3 = :4`.
 *
 * `undefined` leaves an attribute alone; an empty set, which can't be stored, removes it.
 *
 * @returns undefined, with issues, where a change can't be made
 */
export function updateExpression(
  schema: Schema,
  changes: unknown,
  issues: Issues,
  placeholders: Placeholders = new Placeholders(),
): ExpressionParts | undefined {
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) {
    issues.report('the changes must be an object of paths and values');
    return undefined;
  }
  const sets: Clause[] = [];
  const removes: Clause[] = [];
  for (const [path, value] of Object.entries(changes)) {
    if (value === undefined) continue;
    const mark = issues.list.length;
    addChange({ schema, placeholders, sets, removes }, path, value, issues);
    issues.withinPath(mark, parsePath(path) ?? [path]);
  }
  if (issues.list.length > 0) return undefined;
  if (sets.length + removes.length === 0)
    issues.report('there is nothing to change; give at least one attribute a value');
  checkOverlaps([...sets, ...removes], issues);
  const expression = [clause('SET', sets), clause('REMOVE', removes)].filter((text) => text !== '').join(' ');
  const bytes = Buffer.byteLength(expression, 'utf8');
  if (bytes > maxExpressionBytes)
    issues.report(
      `the update's expression has ${bytes} bytes of at most ${maxExpressionBytes}; change fewer paths at once`,
    );
  return issues.list.length > 0 ? undefined : placeholders.parts(expression);
}

interface Update {
  readonly schema: Schema;
  readonly placeholders: Placeholders;
  readonly sets: Clause[];
  readonly removes: Clause[];
}

function addChange(
  { schema, placeholders, sets, removes }: Update,
  path: string,
  value: unknown,
  issues: Issues,
): void {
  const resolved = resolvePath(schema, path, issues);
  if (resolved === undefined) return;
  const { attribute, codec, elements } = resolved;
  if (keyAttributes(schema).some(({ property }) => property === attribute.property)) {
    issues.report("is part of the key, which can't change; delete the item and create another");
    return;
  }
  if (attribute.readOnly) {
    issues.report('is read-only: it is written at create or put alone');
    return;
  }
  const mark = issues.list.length;
  // An attribute alone can be absent: to remove an element of a list would move all others.
  const encoded = codec instanceof AttributeCodec ? codec.encode(value, issues) : encodePresent(codec, value, issues);
  if (issues.list.length > mark) return;
  const target = placeholders.path(elements);
  if (encoded === undefined) removes.push({ path, elements, text: target });
  else sets.push({ path, elements, text: `${target} = ${placeholders.value(encoded)}` });
}

const clause = (keyword: string, clauses: readonly Clause[]): string =>
  clauses.length === 0 ? '' : `${keyword} ${clauses.map(({ text }) => text).join(', ')}`;

/** DynamoDB refuses two changes of which one lies within the other. */
function checkOverlaps(clauses: readonly Clause[], issues: Issues): void {
  for (const [index, { path, elements }] of clauses.entries()) {
    const other = clauses.find(
      (clause, at) => at !== index && elements.every((step, depth) => clause.elements[depth] === step),
    );
    if (other === undefined) continue;
    const mark = issues.list.length;
    issues.report(`overlaps ${other.path}; change one of them`);
    issues.withinPath(mark, parsePath(path) ?? [path]);
  }
}
