/** The parts of the SDK's schema of an input or output that determine its JSON. */
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
/** Trait of a token that the SDK generates if the input has none. */
const idempotencyToken = 4;

/**
 * Returns the shapes of the input and output of an operation. Their members are in the order of the SDK's JSON.
 *
 * @param schema - a schema of the SDK, such as `PutItem$`
 * @returns undefined if the schema contains an unknown part
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

function shapeOf(source: unknown): Shape {
  const schema: unknown = typeof source === 'function' ? source() : source;
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
