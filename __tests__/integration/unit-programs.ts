/** Random programs of all methods, and a client that measures what an engine charges for them. */
import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type BaseRepository,
  type Client,
  decrement,
  ifNotExists,
  increment,
  notExists,
  type RepositoryOptions,
  readTransaction,
  writeTransaction,
} from 'annotable';
import fc from 'fast-check';
import { ordersOf, reportModels } from './order-reports.ts';
import { memberModel } from './soft-delete-models.ts';

/** Capacity units, and the requests that don't ask for them. */
export interface Units {
  read: number;
  write: number;
  unasked: number;
}

interface Consumed {
  readonly CapacityUnits?: number;
}

/** The operations that read. All statements of the programs read. */
const reads = /\.(?:Get|BatchGet|TransactGet|Query|Scan|ExecuteStatement)/;

/** Returns a client that adds the units of all responses, as the engine sends them, to `units`. */
export function measuringClient(endpoint: string, units: Units): DynamoDBClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'local', credentials });
  const { requestHandler } = client.config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request, options) => {
    const { buffer, byteOffset, byteLength } = request.body as Uint8Array;
    const sent = Buffer.from(buffer, byteOffset, byteLength).toString();
    if (!sent.includes('"ReturnConsumedCapacity":')) units.unasked++;
    const { response } = await handle(request, options);
    const chunks: Buffer[] = [];
    for await (const chunk of response.body as Readable) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { ConsumedCapacity = [] } = JSON.parse(body.toString() || '{}') as { ConsumedCapacity?: Consumed };
    const isRead = reads.test(request.headers['x-amz-target'] ?? '');
    for (const { CapacityUnits = 0 } of [ConsumedCapacity].flat() as Consumed[])
      units[isRead ? 'read' : 'write'] += CapacityUnits;
    return { response: Object.assign(response, { body: Readable.from([body]) }) };
  };
  return client;
}

/** The repositories of the programs. */
export function programModels(tableNames: { orders: string; users: string; members: string }) {
  const { Orders, Users } = reportModels(tableNames.orders, tableNames.users);
  const members = memberModel(tableNames.members);
  return (client: Client, options?: RepositoryOptions) => ({
    orders: new Orders(client, options),
    users: new Users(client, options),
    members: members(client, options),
  });
}

type Repositories = ReturnType<ReturnType<typeof programModels>>;

/** One call, with numbers that vary it. */
type Step = (repositories: Repositories, a: number, b: number) => Promise<unknown>;

const order = (a: number, b: number) => ({
  customer: `c${a % 3}`,
  id: b % 6,
  state: b % 2 === 0 ? 'open' : 'paid',
  tags: new Set(['x'.repeat(1 + a * 150)]),
});
const key = (a: number, b: number) => ({ customer: `c${a % 3}`, id: b % 6 });
const user = (a: number, b: number) => ({ id: `u${a % 4}`, mail: `m${b % 4}` });
const member = (a: number, b: number) => ({ id: `m${a % 4}`, email: `e${b % 4}` });
const keys = (a: number, b: number) => Array.from({ length: 1 + a * 12 }, (_, id) => ({ customer: `c${b % 3}`, id }));
const expired = { expiresAt: new Date(Date.now() - 1_000_000) };

async function allPages(results: ReturnType<BaseRepository<object, never>['query']>): Promise<void> {
  let cursor: string | undefined;
  do ({ cursor } = await results.page({ limit: 3, cursor }));
  while (cursor !== undefined);
}

const steps: Readonly<Record<string, Step>> = {
  create: ({ orders }, a, b) => orders.create(order(a, b)),
  put: ({ orders }, a, b) => orders.put(order(a, b), b % 3 === 0 ? { if: { state: 'open' } } : {}),
  update: ({ orders }, a, b) => orders.update(key(a, b), { note: `n${a}`, state: ifNotExists('open') }),
  updateDocument: ({ orders }, a, b) => orders.update(key(a, b), { 'address.city': `city${b}` }),
  upsert: ({ orders }, a, b) => orders.upsert(key(a, b), { state: 'paid', tags: new Set<string>() }),
  delete: ({ orders }, a, b) => orders.delete(key(a, b), b % 2 === 0 ? { if: { state: 'open' } } : {}),
  deleteIfExists: ({ orders }, a, b) => orders.deleteIfExists(key(a, b)),
  get: ({ orders }, a, b) => orders.get(key(a, b), { consistent: a % 2 === 0 }),
  getPart: ({ orders }, a, b) => orders.get(key(a, b), { select: ['note'] }),
  getOrThrow: ({ orders }, a, b) => orders.getOrThrow(key(a, b)),
  exists: ({ orders }, a, b) => orders.exists(key(a, b)),
  getMany: ({ orders }, a, b) => orders.getMany(keys(a, b), { consistent: b % 2 === 0 }),
  load: ({ orders }, a, b) => Promise.all([key(a, b), key(b, a), key(a, b)].map((each) => orders.load(each))),
  putMany: ({ orders }, a, b) => orders.putMany(ordersOf(`c${b % 3}`, 1 + a * 4)),
  deleteMany: ({ orders }, a, b) => orders.deleteMany(keys(a, b).slice(0, 30)),
  deletePartition: ({ orders }, a) => orders.deletePartition({ customer: `c${a % 3}` }),
  query: ({ orders }, a, b) => orders.query({ customer: `c${a % 3}` }, { pageSize: 1 + b }).all(),
  queryIndex: ({ orders }, a, b) => orders.query({ state: 'open' }, { index: 'byState', pageSize: 1 + a + b }).all(),
  queryFirst: ({ orders }, a) => orders.query({ customer: `c${a % 3}` }, { filter: { state: 'paid' } }).first(),
  queryCount: ({ orders }, a) => orders.query({ customer: `c${a % 3}` }).count(),
  queryPages: ({ orders }, a) => allPages(orders.query({ customer: `c${a % 3}` }) as never),
  queryIteration: async ({ orders }, a, b) => {
    for await (const { id } of orders.query({ customer: `c${a % 3}` }, { pageSize: 2 })) if (id === b) break;
  },
  scan: ({ orders }, a) => orders.scan({ segments: 1 + (a % 3), filter: { state: 'open' } }).all(),
  scanCount: ({ orders }) => orders.scan().count(),
  rawUpdate: ({ orders }, a, b) =>
    orders.raw('UpdateItem', ({ key: stored, name, value }) => ({
      Key: stored(key(a, b)),
      UpdateExpression: `SET ${name('note')} = ${value('note', 'raw')}`,
      ConditionExpression: `attribute_exists(${name('state')})`,
      ReturnConsumedCapacity: 'INDEXES',
    })),
  rawStatement: ({ orders }, a, b) =>
    orders.raw('ExecuteStatement', ({ table, parameter }) => ({
      Statement: `SELECT * FROM ${table} WHERE customer = ? AND id = ?`,
      Parameters: [parameter('customer', `c${a % 3}`), parameter('id', b % 6)],
    })),
  writeTransaction: ({ orders, users }, a, b) =>
    writeTransaction()
      .put(orders, order(a, b))
      .update(users, `u${a % 4}`, { visits: b % 2 === 0 ? increment(1) : decrement(1) })
      .commit(),
  readTransaction: ({ orders, users }, a, b) =>
    readTransaction()
      .get(orders, key(a, b))
      .get(users, `u${b % 4}`)
      .run(),
  createUnique: ({ users }, a, b) => users.create(user(a, b)),
  putUnique: ({ users }, a, b) => users.put(user(a, b)),
  updateUnique: ({ users }, a, b) => users.update(`u${a % 4}`, { mail: `m${b % 4}` }),
  deleteUnique: ({ users }, a) => users.delete(`u${a % 4}`),
  deleteUniquePartition: ({ users }, a) => users.deletePartition({ id: `u${a % 4}` }),
  putMember: ({ members }, a, b) => members.put({ ...member(a, b), ...(b % 2 === 0 && expired) }),
  // An expired item fails the condition, and the repository deletes it.
  putAbsentMember: ({ members }, a, b) => members.put(member(a, b), { if: { email: notExists() } }),
  deleteMember: ({ members }, a) => members.delete(`m${a % 4}`),
  restoreMember: ({ members }, a) => members.restore(`m${a % 4}`),
  purgeMember: ({ members }, a) => members.purge(`m${a % 4}`),
  getMember: ({ members }, a) => members.get(`m${a % 4}`, { includeDeleted: true }),
};

/** A call of a program. */
export interface ProgramCall {
  readonly step: string;
  readonly a: number;
  readonly b: number;
}

/** Programs of 1 to 12 calls. */
export const programs: fc.Arbitrary<ProgramCall[]> = fc.array(
  fc.record({ step: fc.constantFrom(...Object.keys(steps)), a: fc.nat(7), b: fc.nat(7) }),
  { minLength: 1, maxLength: 12 },
);

/** Runs a program. Calls whose conditions don't hold fail, and the next call follows. */
export async function runProgram(repositories: Repositories, program: readonly ProgramCall[]): Promise<void> {
  for (const { step, a, b } of program) await steps[step]?.(repositories, a, b).catch(refuseMistake);
}

/** Rethrows the errors of a wrong program. */
function refuseMistake(error: unknown): void {
  const { code, name } = error as { readonly code?: string; readonly name?: string };
  if (name !== 'ConditionalCheckFailedException' && !/^(?:condition|transaction)\./.test(code ?? '')) throw error;
}
