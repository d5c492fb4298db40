import { fromJson, patchFromJson, toJson } from 'annotable';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { etagOf, expected, isKnown } from './etags.ts';
import { openApi } from './openapi.ts';
import { Order, type Orders } from './order.ts';
import { sendProblem } from './problems.ts';

const maxBodyBytes = 100_000;
const maxPageItems = 100;

/** Returns the REST API of the orders. */
export function orderApi(orders: Orders): Hono {
  const app = new Hono();
  app.onError(sendProblem);
  app.notFound((context) => sendProblem(new HTTPException(404), context));
  app.use(async (context, next) => {
    // A cache asks with If-None-Match before each use.
    context.header('Cache-Control', 'private, no-cache');
    await next();
  });
  app.use(bodyLimit({ maxSize: maxBodyBytes, onError: (context) => sendProblem(new HTTPException(413), context) }));

  app.get('/openapi.json', (context) => context.json(openApi));

  app.get('/orders', async (context) => {
    const { customerId, limit, cursor } = readQuery(context);
    const page = await orders.query({ customerId }, { index: 'byCustomer', descending: true }).page({ limit, cursor });
    return context.json({ items: page.items.map((order) => toJson(order)), next: page.cursor });
  });

  app.post('/orders', async (context) => {
    const order = await orders.create(fromJson(Order, await readJson(context, 'application/json')));
    context.header('Location', `/orders/${order.id}`);
    return sendOrder(context, order, 201);
  });

  app.get('/orders/:id', async (context) => {
    const order = await orders.getOrThrow(context.req.param('id'), { consistent: true });
    if (!isKnown(order, context.req.header('If-None-Match'))) return sendOrder(context, order);
    return context.body(null, 304, { ETag: etagOf(order) });
  });

  app.patch('/orders/:id', async (context) => {
    const options = expected(context.req.header('If-Match'));
    const patch = patchFromJson(Order, await readJson(context, 'application/merge-patch+json', 'application/json'));
    return sendOrder(context, await orders.update(context.req.param('id'), patch, options));
  });

  app.delete('/orders/:id', async (context) => {
    await orders.delete(context.req.param('id'), expected(context.req.header('If-Match')));
    return context.body(null, 204);
  });

  app.all('/orders', refuseMethod('GET, HEAD, POST'));
  app.all('/orders/:id', refuseMethod('GET, HEAD, PATCH, DELETE'));
  return app;
}

function sendOrder(context: Context, order: Order, status: 200 | 201 = 200): Response {
  context.header('ETag', etagOf(order));
  return context.json(toJson(order), status);
}

/** Reads the query of a list. In a real service, take the customer from the session of the user. */
function readQuery({ req }: Context): { customerId: string; limit: number; cursor: string | undefined } {
  const { customerId = '', limit: text = '20', cursor } = req.query();
  const limit = Number(text);
  if (customerId === '') throw new HTTPException(400, { message: 'customerId is required.' });
  if (!Number.isInteger(limit) || limit < 1 || limit > maxPageItems)
    throw new HTTPException(400, { message: `limit must be a whole number from 1 to ${maxPageItems}.` });
  return { customerId, limit, cursor };
}

/** Reads a JSON body of one of the content types. `fromJson` and `patchFromJson` check what is in it. */
async function readJson({ req }: Context, ...types: string[]): Promise<unknown> {
  const [type = ''] = (req.header('Content-Type') ?? '').split(';');
  if (!types.includes(type.trim().toLowerCase()))
    throw new HTTPException(415, { message: `Send ${types.join(' or ')}.` });
  try {
    return await req.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new HTTPException(400, { message: 'The body is not JSON.' });
  }
}

const refuseMethod = (allowed: string) => (context: Context) => {
  context.header('Allow', allowed);
  return sendProblem(new HTTPException(405), context);
};
