import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';

/** Texts with all characters that JSON handles specially. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '"', '\\', '\u0000\u001f\u007f', '\ud800', '\udfff x', '\u2028\u2029', 'null', '"B":', '😀'),
);

const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom('0', '-0', '1e126', '99999999999999999999999999999999999999'),
);

const bytes = fc.uint8Array({ maxLength: 40 });
const buffers = bytes.map((each) => Buffer.from(each));

/** Names of attributes, also names of built-in properties and of types. */
const name = fc.oneof(text, fc.constantFrom('toString', 'B', 'BS', 'S', '1', '10', '__type', 'toJSON'));

const { attribute } = fc.letrec<{ attribute: AttributeValue }>((tie) => ({
  attribute: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text.map((S) => ({ S })),
    number.map((N) => ({ N })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true as const }),
    bytes.map((B) => ({ B })),
    buffers.map((B) => ({ B })),
    fc.array(text, { maxLength: 4 }).map((SS) => ({ SS })),
    fc.array(number, { maxLength: 4 }).map((NS) => ({ NS })),
    fc.array(fc.oneof(bytes, buffers), { maxLength: 4 }).map((BS) => ({ BS })),
    fc.array(tie('attribute'), { maxLength: 4 }).map((L) => ({ L })),
    fc.dictionary(name, tie('attribute'), { maxKeys: 4 }).map((M) => ({ M: { ...M } })),
  ),
})) as unknown as { attribute: fc.Arbitrary<AttributeValue> };

const item = fc.dictionary(name, attribute, { maxKeys: 6 }).map((each) => ({ ...each }));
const texts = fc.dictionary(fc.constantFrom('#0', '#1', '#n'), text, { maxKeys: 3 }).map((each) => ({ ...each }));
const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });

const table = fc.constantFrom('phonebook', 't', 'Tab-le_.9');
const capacity = maybe(fc.constantFrom('INDEXES' as const, 'TOTAL' as const));

/** A record with its members in random order. A serializer must use its own order. */
function shuffled<Model extends Record<string, unknown>>(
  model: {
    [Name in keyof Model]: fc.Arbitrary<Model[Name]>;
  },
): fc.Arbitrary<object> {
  return fc
    .tuple(fc.record(model), fc.shuffledSubarray(Object.keys(model), { minLength: Object.keys(model).length }))
    .map(([record, names]) => Object.fromEntries(names.map((each) => [each, record[each as keyof typeof record]])));
}

const expressions = {
  ConditionExpression: maybe(text),
  ExpressionAttributeNames: maybe(texts),
  ExpressionAttributeValues: maybe(item),
};
const write = { TableName: table, ...expressions, ReturnConsumedCapacity: capacity, NotAMember: maybe(text) };
const page = {
  TableName: table,
  IndexName: maybe(text),
  Limit: maybe(fc.nat()),
  ConsistentRead: maybe(fc.boolean()),
  ExclusiveStartKey: maybe(item),
  FilterExpression: maybe(text),
  ProjectionExpression: maybe(text),
  Select: maybe(fc.constant('COUNT')),
  ExpressionAttributeNames: maybe(texts),
  ExpressionAttributeValues: maybe(item),
};
const keysOf = shuffled({ ConsistentRead: maybe(fc.boolean()), Keys: fc.array(item, { maxLength: 4 }) });
const ofTables = (requests: fc.Arbitrary<unknown>): fc.Arbitrary<object> =>
  fc.dictionary(fc.oneof(table, text), requests, { maxKeys: 3, minKeys: 1 }).map((each) => ({ ...each }));
const action = { TableName: table, ...expressions };
const actions = fc.oneof(
  shuffled({ ...action, Item: item }).map((Put) => ({ Put })),
  shuffled({ ...action, Key: item }).map((Delete) => ({ Delete })),
  shuffled({ ...action, Key: item, UpdateExpression: text }).map((Update) => ({ Update })),
  shuffled({ ...action, Key: item }).map((ConditionCheck) => ({ ConditionCheck })),
);

/** The inputs of each operation of the lanes. */
export const inputs: Readonly<Record<string, fc.Arbitrary<object>>> = {
  PutItem: shuffled({ ...write, Item: item, ReturnValues: maybe(fc.constant('ALL_OLD')) }),
  GetItem: shuffled({
    TableName: table,
    Key: item,
    ConsistentRead: maybe(fc.boolean()),
    ProjectionExpression: maybe(text),
  }),
  UpdateItem: shuffled({ ...write, Key: item, UpdateExpression: maybe(text), ReturnValues: fc.constant('ALL_NEW') }),
  DeleteItem: shuffled({ ...write, Key: item, Expected: maybe(ofTables(fc.record({ Value: attribute }))) }),
  Query: shuffled({ ...page, KeyConditionExpression: text, ScanIndexForward: maybe(fc.boolean()) }),
  Scan: shuffled({
    ...page,
    Segment: maybe(fc.nat(9)),
    TotalSegments: maybe(fc.nat(9)),
    AttributesToGet: maybe(fc.array(text)),
  }),
  BatchGetItem: shuffled({ RequestItems: ofTables(keysOf), ReturnConsumedCapacity: capacity }),
  BatchWriteItem: shuffled({
    RequestItems: ofTables(
      fc.array(
        fc.oneof(
          item.map((Item) => ({ PutRequest: { Item } })),
          item.map((Key) => ({ DeleteRequest: { Key } })),
        ),
        { maxLength: 5 },
      ),
    ),
    ReturnItemCollectionMetrics: maybe(fc.constant('SIZE')),
  }),
  TransactGetItems: shuffled({
    TransactItems: fc.array(
      shuffled({ TableName: table, Key: item, ProjectionExpression: maybe(text) }).map((Get) => ({ Get })),
    ),
    ReturnConsumedCapacity: capacity,
  }),
  TransactWriteItems: shuffled({ TransactItems: fc.array(actions, { maxLength: 5 }), ClientRequestToken: text }),
};

/** Capacity in a response of DynamoDB. */
const consumed = fc.record(
  {
    TableName: text,
    CapacityUnits: fc.double({ noNaN: true, noDefaultInfinity: true }),
    Table: fc.record({ CapacityUnits: fc.nat() }),
  },
  { requiredKeys: [] },
);
const writeOutput = {
  ConsumedCapacity: consumed,
  ItemCollectionMetrics: fc.record({ ItemCollectionKey: item, SizeEstimateRangeGB: fc.array(fc.nat()) }),
};
const pageOutput = fc.record(
  {
    Items: fc.array(item),
    Count: fc.nat(),
    ScannedCount: fc.nat(),
    LastEvaluatedKey: fc.option(item),
    ConsumedCapacity: consumed,
  },
  { requiredKeys: [] },
);
const some = <Model>(model: { [Name in keyof Model]: fc.Arbitrary<Model[Name]> }): fc.Arbitrary<object> =>
  fc.record(model, { requiredKeys: [] });

/** The outputs of each operation, with members that the SDK doesn't know. */
export const outputs: Readonly<Record<string, fc.Arbitrary<object>>> = {
  PutItem: some({ Attributes: item, ...writeOutput, Unknown: text }),
  GetItem: some({ Item: fc.option(item), ConsumedCapacity: consumed, Unknown: item }),
  UpdateItem: some({ Attributes: item, ...writeOutput }),
  DeleteItem: some({ Attributes: item, ...writeOutput }),
  Query: pageOutput,
  Scan: pageOutput,
  BatchGetItem: some({
    Responses: ofTables(fc.array(item)),
    UnprocessedKeys: ofTables(fc.record({ Keys: fc.array(item), Unknown: text })),
    ConsumedCapacity: fc.array(consumed),
  }),
  BatchWriteItem: some({
    UnprocessedItems: ofTables(fc.array(item.map((Item) => ({ PutRequest: { Item } })))),
    ItemCollectionMetrics: ofTables(fc.array(fc.record({ ItemCollectionKey: item }))),
  }),
  TransactGetItems: some({
    Responses: fc.array(fc.record({ Item: fc.option(item) })),
    ConsumedCapacity: fc.array(consumed),
  }),
  TransactWriteItems: some({ ConsumedCapacity: fc.array(consumed) }),
};

/** Returns an output as the text of a response, with bytes as base64. */
export function responseText(output: unknown): string {
  const base64 = (value: unknown): unknown => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
    if (Array.isArray(value)) return value.map(base64);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, base64(each)]));
  };
  return JSON.stringify(base64(output));
}

const spaces = ['', ' ', '\n', '\t', '\r\n  '];

/**
 * Returns a JSON text in another form: with white space wherever JSON allows it, and with escapes in strings.
 *
 * @param random - returns numbers from 0 to 9
 */
export function looseText(text: string, random: () => number): string {
  const space = (): string => spaces[random()] ?? '';
  const escaped = (unit: string): string =>
    random() < 2 ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}` : unit;
  const loose = text.replaceAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g, (token) =>
    token.length > 1
      ? token.replaceAll(/\\u[0-9a-f]{4}|\\.|[^"\\]/g, (unit) => (unit.length > 1 ? unit : escaped(unit)))
      : `${space()}${token}${space()}`,
  );
  return `${space()}${loose}${space()}`;
}
