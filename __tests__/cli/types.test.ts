import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { startLocal } from '../../lib/local/index.ts';
import { bundleProgram } from '../support/bundled-program.ts';
import { endChildScripts } from '../support/child-script.ts';
import { linesOf, run } from './support.ts';

jest.setTimeout(300_000);
afterEach(endChildScripts);

const ROOT = join(__dirname, '../..');
// Inside the project, because the compiler and Node look up packages from there.
const folder = join(ROOT, 'node_modules/.cache/annotable/types');
const engine = startLocal();

beforeAll(() => mkdirSync(folder, { recursive: true }));
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await (await engine).stop();
});

type Item = Readonly<Record<string, unknown>>;

/** Creates a table with items, as another program would. */
async function makeTable(input: ConstructorParameters<typeof CreateTableCommand>[0], items: readonly Item[]) {
  const { client } = await engine;
  await client.send(new CreateTableCommand({ BillingMode: 'PAY_PER_REQUEST', ...input }));
  const documents = DynamoDBDocumentClient.from(client);
  for (const Item of items) await documents.send(new PutCommand({ TableName: input.TableName, Item }));
}

/** Writes the classes of a table, and returns their source. */
async function sourceOf(table: string): Promise<string> {
  const { endpoint } = await engine;
  const out = join(folder, `${table}.ts`);
  const { code, stderr } = await run(['types', table, '--out', out, '--endpoint', endpoint]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^Wrote .* from all \d+ items\.\n$/) });
  return readFileSync(out, 'utf8');
}

/** Reads all items by the written classes. An export fails if a class would lose a part of an item. */
async function readAll(table: string, model: string): Promise<unknown[]> {
  const compiled = join(folder, `${table}.mjs`);
  bundleProgram(join(folder, `${table}.ts`), compiled);
  const { code, stdout, stderr } = await run(['export', compiled, model, '--endpoint', (await engine).endpoint]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('Exported') });
  return linesOf(stdout);
}

const ordersTable = {
  TableName: 'orders',
  AttributeDefinitions: [
    { AttributeName: 'customerId', AttributeType: 'S' as const },
    { AttributeName: 'placed-at', AttributeType: 'S' as const },
    { AttributeName: 'state', AttributeType: 'S' as const },
  ],
  KeySchema: [
    { AttributeName: 'customerId', KeyType: 'HASH' as const },
    { AttributeName: 'placed-at', KeyType: 'RANGE' as const },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byState',
      KeySchema: [
        { AttributeName: 'state', KeyType: 'HASH' as const },
        { AttributeName: 'placed-at', KeyType: 'RANGE' as const },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' as const },
    },
  ],
};

const orders: readonly Item[] = Array.from({ length: 24 }, (_, place) => ({
  customerId: `c${place % 4}`,
  'placed-at': new Date(Date.UTC(2026, 0, place + 1)).toISOString(),
  state: place % 2 === 0 ? 'OPEN' : 'PAID',
  total: place / 4,
  paid: place % 3 === 0,
  picture: new Uint8Array([place]),
  tags: new Set(['a', `b${place}`]),
  points: 2n ** 60n + BigInt(place),
  lines: [`line ${place}`],
  address: { city: 'Lyon', zip: place, ...(place > 5 && { street: 'Rue 1' }) },
  counts: { [`page ${place}`]: place, [`page ${place + 50}`]: place, [`x${place}`]: 1 },
  meta: [1, 'two', { three: null }],
  ...(place === 7 && { note: 'hello' }),
  ...(place % 5 === 0 ? { parent: null } : { parent: 'p' }),
}));

describe('annotable types', () => {
  test('writes a class with keys, indexes, types, enums, and documents', async () => {
    await makeTable(ordersTable, orders);
    expect(await sourceOf('orders')).toBe(`// Written by 'annotable types orders' from all 24 items.
import { Attribute, BaseRepository, Enum, Index, type JsonValue, json, listOf, mapOf, PartitionKey, Repository, SortKey, setOf, Table } from 'annotable';

export class OrderAddress {
  @Attribute(String) city!: string;
  @Attribute(String, { optional: true }) street?: string;
  @Attribute(Number) zip!: number;
}

const orderIndexes = {
  byState: { partitionKey: 'state', sortKey: 'placedAt', projection: 'KEYS_ONLY' },
} as const;

@Table('orders')
@PartitionKey('customerId')
@SortKey('placedAt')
@Index('byState', orderIndexes.byState)
export class Order {
  @Attribute(String) customerId!: string;
  @Attribute(Date, { name: 'placed-at' }) placedAt!: Date;
  @Attribute(OrderAddress) address!: OrderAddress;
  @Attribute(mapOf(Number)) counts!: Record<string, number>;
  @Attribute(listOf(String)) lines!: string[];
  @Attribute(json()) meta!: JsonValue;
  @Attribute(String, { optional: true }) note?: string;
  @Attribute(Boolean) paid!: boolean;
  @Attribute(String, { nullable: true }) parent!: string | null;
  @Attribute(Uint8Array) picture!: Uint8Array;
  @Attribute(BigInt) points!: bigint;
  @Enum(['OPEN', 'PAID']) @Attribute(String) state!: 'OPEN' | 'PAID';
  @Attribute(setOf(String)) tags!: Set<string>;
  @Attribute(Number) total!: number;
}

@Repository(Order)
export class OrderRepository extends BaseRepository<Order, 'customerId' | 'placedAt', never, typeof orderIndexes> {}
`);
    expect(await readAll('orders', 'Order')).toHaveLength(24);
  });

  test('tells entities apart, and finds the templates of their keys', async () => {
    const text = (name: string) => ({ AttributeName: name, AttributeType: 'S' as const });
    const key = (partition: string, sort: string) => [
      { AttributeName: partition, KeyType: 'HASH' as const },
      { AttributeName: sort, KeyType: 'RANGE' as const },
    ];
    const customers = ['ann', 'bo', 'cy'].map((id) => ({
      pk: `CUSTOMER#${id}`,
      sk: 'PROFILE',
      _type: 'customer',
      id,
      name: `Name of ${id}`,
    }));
    const invoices = Array.from({ length: 9 }, (_, place) => ({
      pk: `CUSTOMER#${['ann', 'bo', 'cy'][place % 3]}`,
      sk: `INVOICE#${2000 + place}`,
      gsi1pk: 'OPEN',
      gsi1sk: `${2000 + place}`,
      _type: 'invoice',
      customer: ['ann', 'bo', 'cy'][place % 3],
      number: 2000 + place,
    }));
    const table = {
      TableName: 'shop',
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map(text),
      KeySchema: key('pk', 'sk'),
      GlobalSecondaryIndexes: [
        { IndexName: 'gsi1', KeySchema: key('gsi1pk', 'gsi1sk'), Projection: { ProjectionType: 'ALL' as const } },
      ],
    };
    await makeTable(table, [...customers, ...invoices]);
    expect(await sourceOf('shop')).toBe(`// Written by 'annotable types shop' from all 12 items.
import { Attribute, Entity, EntityRepository, PartitionKey, Repository, SortKey, Table } from 'annotable';

@Table('shop', { entities: () => [Customer, Invoice], entityAttribute: '_type' })
@PartitionKey('pk')
@SortKey('sk')
export class ShopTable {}

const customerKeys = {
  partitionKey: 'CUSTOMER#{id}',
  sortKey: 'PROFILE',
} as const;

@Entity('customer', { table: ShopTable, keys: customerKeys, form: 'plain' })
export class Customer {
  @Attribute(String) id!: string;
  @Attribute(String) name!: string;
}

@Repository(Customer)
export class CustomerRepository extends EntityRepository<Customer, typeof customerKeys> {}

const invoiceKeys = {
  partitionKey: 'CUSTOMER#{customer}',
  sortKey: 'INVOICE#{number}',
  indexes: {
    gsi1: { partitionKey: { attribute: 'gsi1pk', template: 'OPEN' }, sortKey: { attribute: 'gsi1sk', template: '{number}' } },
  },
} as const;

@Entity('invoice', { table: ShopTable, keys: invoiceKeys, form: 'plain' })
export class Invoice {
  @Attribute(String) customer!: string;
  @Attribute(Number) number!: number;
}

@Repository(Invoice)
export class InvoiceRepository extends EntityRepository<Invoice, typeof invoiceKeys> {}
`);
    expect(await readAll('shop', 'Customer')).toHaveLength(3);
    expect(await readAll('shop', 'Invoice')).toHaveLength(9);
  });

  test('names attributes that no type fits', async () => {
    const table = {
      TableName: 'odd-things',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' as const }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
    };
    await makeTable(table, [
      { id: 1, mixed: 'a' },
      { id: 2, mixed: new Uint8Array([1]) },
    ]);
    const source = await sourceOf('odd-things');
    expect(source).toContain('export class OddThing {\n  @Attribute(Number) id!: number;\n');
    expect(source).toContain("  // Not declared: 'mixed', because it has the types B, S.\n");
  });

  test('writes classes that compile', () => {
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: '../../../../tsconfig.json',
        compilerOptions: { noEmit: true, rootDir: ROOT, paths: { annotable: [join(ROOT, 'lib/index.ts')] } },
        include: [folder],
        exclude: [],
      }),
    );
    const compile = () =>
      execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder], { stdio: 'pipe', encoding: 'utf8' });
    expect(compile()).toBe('');
  });

  test('keeps a file that exists, unless --yes is given', async () => {
    const out = join(folder, 'edited.ts');
    writeFileSync(out, '// edited');
    const command = ['types', 'odd-things', '--out', out, '--endpoint', (await engine).endpoint];
    expect(await run(command)).toEqual({
      code: 1,
      stdout: '',
      stderr: `annotable: ${out} exists; choose another file, or add --yes to replace it\n`,
    });
    expect(readFileSync(out, 'utf8')).toBe('// edited');
    expect(await run([...command, '--yes'])).toMatchObject({ code: 0 });
    expect(readFileSync(out, 'utf8')).toContain('export class OddThing {');
    rmSync(out);
  });

  test('says that a table does not exist', async () => {
    const { code, stderr } = await run(['types', 'nowhere', '--endpoint', (await engine).endpoint]);
    expect(code).toBe(1);
    expect(stderr).toContain('nowhere');
  });
});
