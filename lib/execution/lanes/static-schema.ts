/** What the SDK's schemas say of the input or output of an operation, as far as it matters on the wire. */
export type Shape =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'token' | 'attribute' }
  | { readonly kind: 'list' | 'map'; readonly of: Shape }
  | { readonly kind: 'struct'; readonly members: readonly (readonly [name: string, shape: Shape])[] };

const simple: Readonly<Record<number, Shape>> = {
  0: { kind: 'string' },
  1: { kind: 'number' },
  2: { kind: 'boolean' },
};
const listFlag = 64;
const mapFlag = 128;
/** The trait of a token that the SDK makes where none is given. */
const idempotencyToken = 4;

/**
 * The shapes of what goes into an operation and comes out, in the order in which the SDK writes them.
 *
 * @param schema - such as the SDK's `PutItem$`
 * @returns undefined where the schema has something that isn't known here
 */
export function operationShapes(schema: unknown): { readonly input: Shape; readonly output: Shape } | undefined {
  if (!Array.isArray(schema) || schema[0] !== 9) return undefined;
  try {
    return { input: shapeOf(schema[4]), output: shapeOf(schema[5]) };
  } catch (error) {
    if (error instanceof UnknownSchema) return undefined;
    throw error;
  }
}

class UnknownSchema extends Error {}

function shapeOf(given: unknown): Shape {
  const schema: unknown = typeof given === 'function' ? given() : given;
  if (typeof schema === 'number') return shapeOfNumber(schema);
  if (!Array.isArray(schema)) throw new UnknownSchema();
  if (schema.length === 2) return shapeOfMember(schema[0], schema[1]);
  const [kind, , name, traits, first, second] = schema as unknown[];
  if (traits !== 0) throw new UnknownSchema();
  if (kind === 1) return { kind: 'list', of: shapeOf(first) };
  if (kind === 2) return { kind: 'map', of: shapeOf(second) };
  if (kind === 4 && name === 'AttributeValue') return { kind: 'attribute' };
  if (kind !== 3 || !Array.isArray(first) || !Array.isArray(second)) throw new UnknownSchema();
  return { kind: 'struct', members: first.map((member, index) => [member, shapeOf(second[index])] as const) };
}

function shapeOfNumber(schema: number): Shape {
  const found = simple[schema];
  if (found !== undefined) return found;
  const flag = schema & (listFlag | mapFlag);
  if (flag !== listFlag && flag !== mapFlag) throw new UnknownSchema();
  return { kind: flag === listFlag ? 'list' : 'map', of: shapeOfNumber(schema - flag) };
}

function shapeOfMember(schema: unknown, traits: unknown): Shape {
  if (traits === 0) return shapeOf(schema);
  if (traits !== idempotencyToken || schema !== 0) throw new UnknownSchema();
  return { kind: 'token' };
}
