import { isDeepStrictEqual } from 'node:util';
import { refusesComparison } from '../schema/copied-values.ts';
import type { Schema } from '../schema/schema.ts';
import type { AttributeValue } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { Ref } from './operator.ts';
import { type ResolvedPath, resolvePath, shownPath } from './path.ts';
import type { Placeholders } from './placeholders.ts';

/** The context of all parts of an expression. */
export interface ExpressionContext {
  readonly schema: Schema;
  readonly placeholders: Placeholders;
  readonly issues: Issues;
}

/**
 * Returns the text of a value or of another attribute: `3` → `:0`, `ref('limit')` → `#0`. Undefined for an empty set,
 * and with an issue for an invalid value.
 */
export function operandText(
  context: ExpressionContext,
  target: ResolvedPath,
  value: unknown,
  encode: (value: unknown, issues: Issues) => AttributeValue | undefined,
): string | undefined {
  if (Ref.is(value)) return refText(context, target, value);
  const encoded = encode(value, context.issues);
  return encoded && context.placeholders.value(encoded);
}

/** Returns the stored form of a value that an attribute is compared with. */
export function encodeOperand({ codec }: ResolvedPath, value: unknown, issues: Issues): AttributeValue | undefined {
  return codec.encodeOperand === undefined ? codec.encode(value, issues) : codec.encodeOperand(value, issues);
}

/**
 * Returns the path of another attribute. Reports an issue if its type differs, because the two could never be equal.
 */
export function refText(
  { schema, placeholders, issues }: ExpressionContext,
  target: ResolvedPath,
  { path }: Ref,
): string | undefined {
  const inside = new Issues();
  const other = resolvePath(schema, path, inside);
  if (other === undefined) {
    for (const { message } of inside.list) issues.reject(`is given ref('${shownPath(path)}'), which ${message}`);
    return undefined;
  }
  const { encryption = target.attribute.encryption } = other.attribute;
  if (encryption !== undefined) {
    issues.reject(`can't be given ref('${path}'): one of the two ${encryption.refusesPaths}`);
    return undefined;
  }
  const kinds = [target.codec.kind, other.codec.kind];
  if (kinds[0] !== kinds[1] && !kinds.includes('JSON')) {
    issues.reject(`is stored as ${kinds[0]}, and ref('${path}') as ${kinds[1]}`);
    return undefined;
  }
  if (other.others?.some((each) => !isDeepStrictEqual([each.codec.kind, each.elements], [kinds[1], other.elements]))) {
    issues.reject(`can't be compared with ref('${path}'), which several classes store in different ways`);
    return undefined;
  }
  const refusal = refusesComparison(target.codec, other.codec);
  if (refusal === undefined) return placeholders.path(other.elements);
  issues.reject(`can't be compared with ref('${path}'), ${refusal}; read the items, and compare the values`);
  return undefined;
}
