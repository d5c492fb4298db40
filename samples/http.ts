/**
 * A phonebook behind an HTTP API, with `node:http` alone. Shows bodies that are validated, lists in pages, and one table
 * from error codes to statuses.
 *
 * The sample starts the server, sends a few requests to it, and ends.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AnnotableError,
  Attribute,
  BaseRepository,
  GeneratedId,
  Index,
  PartitionKey,
  Repository,
  Table,
  ValidationError,
} from 'annotable';
import { startLocal } from 'annotable/local';

@Table('http-phonebook')
@Index('byCity', { partitionKey: 'city', sortKey: 'name' })
class Phone {
  @GeneratedId('ulid') @PartitionKey() id!: string;
  @Attribute(String) name!: string;
  @Attribute(String) city!: string;
  @Attribute(String, { validate: (text) => /^\+[\d ]{4,20}$/.test(text) || 'must be a + and 4 to 20 digits' })
  phoneNumber!: string;
}

@Repository(Phone)
class Phones extends BaseRepository<Phone, 'id', 'id'> {}

interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

/** HTTP status of each error code that a client can cause. Every other error is a 500. */
const statuses: Readonly<Record<string, number>> = {
  'item.invalid': 400,
  'cursor.invalid': 400,
  'condition.notFound': 404,
  'condition.alreadyExists': 409,
  'service.throttled': 503,
  'call.timeout': 504,
};

const maxBodyBytes = 10_000;
const maxPageItems = 100;

/** Thrown if a request is wrong before it reaches a repository. */
class BadRequest extends Error {}

/** Reads a JSON object of at most 10,000 bytes from the body of a request. */
async function readBody(request: IncomingMessage): Promise<object> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).length;
    if (bytes > maxBodyBytes) throw new BadRequest('the body is too long');
    parts.push(part as Buffer);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(parts).toString());
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  } catch {
    // A body that is not JSON is rejected below.
  }
  throw new BadRequest('the body must be a JSON object');
}

/** Returns one page of the phones in a city: `GET /phones?city=Paris&limit=2&cursor=…`. */
async function listPhones(phones: Phones, query: URLSearchParams): Promise<Reply> {
  const limit = Number(query.get('limit') ?? 20);
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= maxPageItems))
    throw new BadRequest(`limit must be a whole number from 1 to ${maxPageItems}`);
  const city = query.get('city') ?? '';
  const cursor = query.get('cursor') ?? undefined;
  const page = await phones.query({ city }, { index: 'byCity' }).page({ limit, cursor });
  return { status: 200, body: { items: page.items, next: page.cursor } };
}

async function route(phones: Phones, request: IncomingMessage): Promise<Reply> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const [collection, id, ...more] = pathname.split('/').slice(1);
  const operation = `${request.method} ${id === undefined ? 'all' : 'one'}`;
  if (collection !== 'phones' || id === '' || more.length > 0) return { status: 404 };
  if (operation === 'GET all') return listPhones(phones, searchParams);
  // The repository checks each value, so a body of any shape can be passed on.
  if (operation === 'POST all') return { status: 201, body: await phones.create((await readBody(request)) as Phone) };
  if (id === undefined) return { status: 405 };
  if (operation === 'GET one') return { status: 200, body: await phones.getOrThrow(id) };
  if (operation === 'PATCH one') return { status: 200, body: await phones.update(id, await readBody(request)) };
  if (operation === 'DELETE one') {
    await phones.deleteIfExists(id);
    return { status: 204 };
  }
  return { status: 405 };
}

/** Returns the reply for an error. The body of a 500 contains no details. */
function replyTo(error: unknown): Reply {
  if (error instanceof BadRequest) return { status: 400, body: { error: error.message } };
  const code = AnnotableError.is(error) ? error.code : 'internal';
  const status = statuses[code] ?? 500;
  if (status === 500) console.error(error);
  if (error instanceof ValidationError) return { status, body: { error: code, issues: error.issues } };
  return { status, body: { error: status === 500 ? 'internal' : code } };
}

const engine = await startLocal();
// With a secret, nobody can forge a cursor and read on from another place.
const phones = new Phones(engine.client, { cursorSecret: process.env['CURSOR_SECRET'] ?? 'only for this sample' });
await phones.table.ensure();

const server = createServer(async (request, response) => {
  const { status, body } = await route(phones, request).catch(replyTo);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
console.log(`phonebook on http://127.0.0.1:${port}/phones`);

/** Sends a request to the server, prints the request and its status, and returns the body. */
async function send(method: string, path: string, body?: object) {
  const init = { method, ...(body && { body: JSON.stringify(body) }) };
  const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
  const text = await response.text();
  const shown = path.replace(/[\w-]{26,}/g, '…');
  console.log(`${response.status} ${method.padEnd(6)} ${shown}`);
  return text === '' ? undefined : JSON.parse(text);
}

const ann = await send('POST', '/phones', { name: 'Ann', city: 'Paris', phoneNumber: '+33 1 23' });
await send('POST', '/phones', { name: 'Bob', city: 'Paris', phoneNumber: '+33 1 45' });
await send('POST', '/phones', { name: 'Cleo', city: 'Paris', phoneNumber: '+33 1 67' });
const { issues } = await send('POST', '/phones', { name: 'Dan', phoneNumber: 'none' });
for (const { path, message } of issues) console.log(`    ${path} ${message}`);

await send('PATCH', `/phones/${ann.id}`, { name: 'Anna' });
const first = await send('GET', '/phones?city=Paris&limit=2');
console.log(`    ${first.items.map((phone: Phone) => phone.name).join(', ')}`);
const second = await send('GET', `/phones?city=Paris&limit=2&cursor=${first.next}`);
console.log(`    ${second.items.map((phone: Phone) => phone.name).join(', ')}; ${second.next ? 'more' : 'no more'}`);
await send('GET', `/phones?city=Rome&cursor=${first.next}`);
await send('DELETE', `/phones/${ann.id}`);
await send('GET', `/phones/${ann.id}`);

server.close();
server.closeAllConnections();
await engine.stop();
