import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  IllegalTransitionError,
  PayloadMismatchError,
  type StatusResponse,
  statusResponse,
  VersionConflictError,
} from 'annotable';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import { streamSSE } from 'hono/streaming';
import type { Kitchen } from './kitchen.ts';
import { canBeCancelled, menu, type Pizza, type PizzaOrder, type PizzaOrders } from './pizza-order.ts';

const fileOf = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const maxNameLength = 40;
const maxBodyBytes = 4_096;
/** Most orders that one user can watch at the same time. */
const maxStreams = 10;
/** Most retries of a cancelation if the kitchen reports progress at the same time. */
const maxConflicts = 5;
const orderIdForm = /^[\w-]{8,64}$/;
/** Characters that a name can't contain: controls, line breaks, lone surrogates, and changes of text direction. */
const notInNames = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Returns the JSON of an order for the page: its status, and the pizza that was ordered. */
const viewOf = (order: PizzaOrder) => ({
  ...responseTo(order).body,
  pizza: order.pizza,
  customer: order.customer,
  attempt: order.redrives + 1,
  step: order.steps,
  canBeCancelled: canBeCancelled(order) && order.cancelRequestedAt === undefined,
  retryable:
    order.error?.retryable === true || order.error?.code === 'TOO_MANY_ATTEMPTS' || order.status === 'CANCELLED',
});

const responseTo = (order: PizzaOrder): StatusResponse =>
  statusResponse(order, { location: `/orders/${order.requestId}`, retryAfterSeconds: 1 });

/** Sends the status of an order, with the headers of `statusResponse`. */
function send(context: Context, order: PizzaOrder): Response {
  const { status, headers } = responseTo(order);
  return context.body(JSON.stringify(viewOf(order)), status, { ...headers });
}

const refuse = (context: Context, status: 400 | 404 | 405 | 409 | 413 | 429 | 500, message: string): Response =>
  context.json({ error: { message } }, status);

const noOrder = (context: Context): Response => refuse(context, 404, 'There is no such order.');

const tooLate = (context: Context): Response => refuse(context, 409, 'It is too late to cancel this order.');

/** Returns the id of the user. A cookie distinguishes browsers. */
function userOf(context: Context): string {
  const known = getCookie(context, 'pizza-user');
  if (known !== undefined && orderIdForm.test(known)) return known;
  const user = randomUUID();
  setCookie(context, 'pizza-user', user, { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: 31_536_000 });
  return user;
}

/** Returns the pizza and customer of a request body. Undefined if the body is not a valid order. */
function readOrder(body: unknown): { readonly pizza: Pizza; readonly customer: string } | undefined {
  const { pizza, customer } = (body ?? {}) as { pizza?: unknown; customer?: unknown };
  const name = typeof customer === 'string' ? customer.trim() : '';
  const known = menu.find((item) => item === pizza);
  return known === undefined || name === '' || name.length > maxNameLength || notInNames.test(name)
    ? undefined
    : { pizza: known, customer: name };
}

/**
 * Returns the web application of the shop.
 *
 * @param closing - aborted when the server stops. Ends the event streams
 */
export function pizzaApp(orders: PizzaOrders, kitchen: Kitchen, closing: AbortSignal): Hono {
  const app = new Hono();
  app.use(
    secureHeaders({
      // The sample is served without TLS, on this machine.
      strictTransportSecurity: false,
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    }),
  );
  const onError = (context: Context): Response => refuse(context, 413, 'This is too long for an order.');
  app.use(bodyLimit({ maxSize: maxBodyBytes, onError }));
  servePage(app);

  /** Returns an order of the current user. Undefined for an order of another user. */
  const orderOf = async (context: Context): Promise<PizzaOrder | undefined> => {
    const id = context.req.param('id') ?? '';
    if (!orderIdForm.test(id)) return undefined;
    const order = await orders.get(id, { consistent: true });
    return order?.userId === userOf(context) ? order : undefined;
  };

  // The page chooses the id. A request that is sent twice because its response was lost is then one order.
  app.put('/orders/:id', async (context) => {
    const id = context.req.param('id');
    const ordered = readOrder(await context.req.json().catch(() => undefined));
    if (ordered === undefined || !orderIdForm.test(id)) return refuse(context, 400, 'Tell us your name and a pizza.');
    const userId = userOf(context);
    const { record } = await orders.startIfNew(id, {
      userId,
      payload: { userId, ...ordered },
      message: 'The kitchen has your order',
      attributes: ordered,
    });
    kitchen.take(id);
    return send(context, record);
  });

  app.get('/orders', async (context) => {
    const mine = await orders.listByUser(userOf(context), { limit: 20 }).all();
    return context.json({ orders: mine.map(viewOf) });
  });

  app.get('/orders/:id', async (context) => {
    const order = await orderOf(context);
    return order === undefined ? noOrder(context) : send(context, order);
  });

  app.post('/orders/:id/retry', async (context) => {
    const order = await orderOf(context);
    if (order === undefined) return noOrder(context);
    const again = await orders.redrive(order.requestId, { message: 'Once more, from the beginning' });
    kitchen.take(order.requestId);
    return send(context, again);
  });

  app.post('/orders/:id/cancel', async (context) => {
    let order = await orderOf(context);
    if (order === undefined) return noOrder(context);
    // `version` cancels only the order as it was read, because it may be out for delivery by now. A progress report
    // changes the version too, so the loop checks the current order again.
    for (let conflicts = 0; canBeCancelled(order) && conflicts < maxConflicts; conflicts++) {
      const { requestId, version } = order;
      try {
        return send(context, await orders.cancel(requestId, { version }));
      } catch (error) {
        if (!(error instanceof VersionConflictError)) throw error;
        order = error.item as PizzaOrder;
      }
    }
    return tooLate(context);
  });

  /** Number of open event streams of each user. */
  const streams = new Map<string, number>();
  const countStream = (user: string, change: 1 | -1): void => {
    const count = (streams.get(user) ?? 0) + change;
    if (count === 0) streams.delete(user);
    else streams.set(user, count);
  };

  app.get('/orders/:id/events', async (context) => {
    // Hono handles HEAD like GET, which would open a stream without a reader.
    if (context.req.method === 'HEAD') return refuse(context, 405, 'Use GET to receive events.');
    const order = await orderOf(context);
    if (order === undefined) return noOrder(context);
    const { requestId, userId = '' } = order;
    if ((streams.get(userId) ?? 0) >= maxStreams) return refuse(context, 429, 'You watch too many orders at once.');
    countStream(userId, 1);
    return streamSSE(context, async (stream) => {
      const left = new AbortController();
      stream.onAbort(() => left.abort());
      const signal = AbortSignal.any([left.signal, closing]);
      try {
        for await (const step of orders.watch(requestId, { minPollMs: 100, maxPollMs: 1_000, signal }))
          await stream.writeSSE({ event: 'step', data: JSON.stringify(step) });
        const end = await orders.getOrThrow(requestId, { consistent: true, signal });
        await stream.writeSSE({ event: 'end', data: JSON.stringify(viewOf(end)) });
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        countStream(userId, -1);
      }
    });
  });

  app.onError((error, context) => {
    if (error instanceof PayloadMismatchError) return refuse(context, 409, 'There is another order with this number.');
    if (error instanceof IllegalTransitionError) return refuse(context, 409, `This order is ${error.from} already.`);
    console.error(error);
    return refuse(context, 500, 'Something went wrong in our shop.');
  });
  return app;
}

/** Serves the page and its files. */
function servePage(app: Hono): void {
  const page = fileOf('page.html');
  app.get('/', (context) => {
    userOf(context);
    return context.html(page);
  });
  const parts = ['page.css', 'form.css', 'order.css', 'lists.css', 'page.js', 'dom.js'];
  for (const name of parts) {
    const text = fileOf(name);
    const type = name.endsWith('.css') ? 'text/css' : 'text/javascript';
    app.get(`/${name}`, (context) => context.body(text, 200, { 'Content-Type': `${type}; charset=utf-8` }));
  }
}
