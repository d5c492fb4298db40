/**
 * A pizza shop with a web page. Each order is a tracked request. The kitchen is a worker that claims orders and reports
 * progress. The page follows `watch()` through server-sent events. A Vulcano fails at the first attempt, and can be
 * tried again.
 *
 * `PORT` is the port of the server, by default a free one. `PIZZA_STAGE_MS` is the time of each stage in milliseconds,
 * by default 6,000.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { startLocal } from 'annotable/local';
import { pizzaApp } from './pizza/app.ts';
import { Kitchen } from './pizza/kitchen.ts';
import { PizzaOrders } from './pizza/pizza-order.ts';

const { PORT = '0', PIZZA_STAGE_MS = '6000' } = process.env;

const engine = await startLocal();
const orders = new PizzaOrders(engine.client, { retention: 24 * 60 * 60, maxAttempts: 5 });
await orders.table.ensure();

const kitchen = new Kitchen(orders, { stageMs: Number(PIZZA_STAGE_MS) });
kitchen.open();

const closing = new AbortController();
const server: ServerType = createAdaptorServer({ fetch: pizzaApp(orders, kitchen, closing.signal).fetch });
server.listen(Number(PORT), '127.0.0.1');
await once(server, 'listening');
console.log(`pizza on http://127.0.0.1:${(server.address() as AddressInfo).port}/   (Ctrl-C ends it)`);

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
closing.abort();
await kitchen.close();
server.close();
if ('closeAllConnections' in server) server.closeAllConnections();
await engine.stop();
console.log('closed');
