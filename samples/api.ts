/**
 * A REST API on Hono: pages by cursors, ETags from the version, JSON Merge Patch, errors as problem details, and an
 * OpenAPI document from the class. `api/` has the parts: `order.ts` is the model, `app.ts` the routes.
 *
 * The sample starts the server, sends a few requests to it, and ends.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { startLocal } from 'annotable/local';
import { orderApi } from './api/app.ts';
import { Orders } from './api/order.ts';

const engine = await startLocal();
// With a secret, nobody can forge a cursor and read on from another place.
const cursorSecret = process.env['CURSOR_SECRET'] ?? 'only for this sample';
const orders = new Orders(engine.client, { cursorSecret });
await orders.table.ensure();

const server: ServerType = createAdaptorServer({ fetch: orderApi(orders).fetch });
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
console.log(`orders on ${base}/orders, described by ${base}/openapi.json`);

/** Sends a request to the server, prints it with its status, and returns the ETag and the body. */
async function send(method: string, path: string, options: { body?: object; headers?: Record<string, string> } = {}) {
  const body = options.body && JSON.stringify(options.body);
  const headers = { ...(body && { 'Content-Type': 'application/json' }), ...options.headers };
  const response = await fetch(`${base}${path}`, { method, headers, ...(body && { body }) });
  const sent = Object.entries(options.headers ?? {}).map(([name, value]) => `  ${name}: ${value}`);
  const etag = response.headers.get('ETag');
  const shown = path.replace(/[\w-]{26,}/g, '…');
  console.log(`${response.status} ${method.padEnd(6)} ${shown}${sent.join('')}${etag ? `  →  ETag: ${etag}` : ''}`);
  const text = await response.text();
  return { etag: etag ?? '', body: text === '' ? undefined : JSON.parse(text) };
}

const tea = { customerId: 'ann', lines: [{ sku: 'tea', quantity: 2 }], total: '9.8', tags: ['gift'] };
const { body: created, etag } = await send('POST', '/orders', { body: tea });
await send('POST', '/orders', { body: { ...tea, total: '4.9', lines: [{ sku: 'tea', quantity: 1 }] } });
await send('POST', '/orders', { body: { ...tea, tags: [] } });

const wrong = { ...tea, lines: [{ sku: 'tea', quantity: 0 }], total: 9.8, version: 7 };
const refused = await send('POST', '/orders', { body: wrong });
for (const { path, message } of refused.body.issues) console.log(`    ${path} ${message}`);

const first = await send('GET', '/orders?customerId=ann&limit=2');
const second = await send('GET', `/orders?customerId=ann&limit=2&cursor=${first.body.next}`);
console.log(
  `    ${first.body.items.length} orders, then ${second.body.items.length}; ${second.body.next ?? 'no more'}`,
);

const path = `/orders/${created.id}`;
await send('GET', path, { headers: { 'If-None-Match': etag } });
await send('PATCH', path, { body: { state: 'PAID' } });
const paid = await send('PATCH', path, { body: { state: 'PAID', tags: null }, headers: { 'If-Match': etag } });
console.log(`    ${JSON.stringify(paid.body)}`);
const late = await send('PATCH', path, { body: { note: 'by the back door' }, headers: { 'If-Match': etag } });
console.log(`    ${JSON.stringify(late.body)}`);
await send('DELETE', path, { headers: { 'If-Match': paid.etag } });
await send('GET', path);

const { body: description } = await send('GET', '/openapi.json');
console.log(`    OpenAPI ${description.openapi}: ${Object.keys(description.components.schemas).join(', ')}`);

server.close();
if ('closeAllConnections' in server) server.closeAllConnections();
await engine.stop();
