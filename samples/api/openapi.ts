/** The OpenAPI document of the API. The schemas of the orders come from their class. */
import { type JsonSchema, type JsonSchemaKind, jsonSchemaOf } from 'annotable';
import { Order } from './order.ts';

const schemaRef = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (name: string) => ({ 'application/json': { schema: schemaRef(name) } });
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: schemaRef('Problem') } },
});
const text = (description: string) => ({ description, schema: { type: 'string' } });

/**
 * Returns the schema of an order, and those of the documents in it, as components.
 *
 * `#` means the whole OpenAPI document, so each of `$defs` becomes a component of its own: `NewOrder.Line`.
 */
function componentsOf(name: string, kind: JsonSchemaKind): Record<string, JsonSchema> {
  const { $schema, $defs = {}, ...schema } = jsonSchemaOf(Order, kind);
  const documents = Object.entries($defs as object).map(([def, document]) => [`${name}.${def}`, document]);
  const components = Object.fromEntries([[name, { ...schema, title: name }], ...documents]);
  return JSON.parse(JSON.stringify(components), (key, value) =>
    key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', `#/components/schemas/${name}.`) : value,
  );
}

const page = {
  type: 'object',
  properties: {
    items: { type: 'array', items: schemaRef('Order') },
    next: { type: 'string', description: 'The cursor of the next page. Absent on the last page.' },
  },
  required: ['items'],
  additionalProperties: false,
};

const issue = {
  type: 'object',
  properties: { path: { type: 'string' }, message: { type: 'string' }, code: { type: 'string' } },
  required: ['path', 'message', 'code'],
  additionalProperties: false,
};

const problemDetails = {
  type: 'object',
  properties: {
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'The code of the error, for programs.' },
    issues: { type: 'array', items: issue, description: 'The faults of the body.' },
  },
  required: ['title', 'status'],
  additionalProperties: false,
};

const order = (description: string) => ({
  description,
  headers: { ETag: { ...text('The version of the order.'), required: true } },
  content: json('Order'),
});

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const ifMatch = {
  name: 'If-Match',
  in: 'header',
  required: true,
  ...text('The ETag of the order that you read, or `*` for any version.'),
};
const bodyProblems = {
  413: problem('The body is too long.'),
  415: problem('The content type is not supported.'),
};
const conditional = {
  404: problem('There is no such order.'),
  412: problem('The order has another version by now.'),
  428: problem('If-Match is missing.'),
};

export const openApi = {
  openapi: '3.1.1',
  info: { title: 'Orders', version: '1.0.0' },
  paths: {
    '/orders': {
      get: {
        operationId: 'listOrders',
        summary: 'Returns the orders of a customer, the newest first.',
        parameters: [
          { name: 'customerId', in: 'query', required: true, schema: { type: 'string' } },
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
          { name: 'cursor', in: 'query', ...text('`next` of the page before.') },
        ],
        responses: {
          200: { description: 'One page of orders.', content: json('OrderPage') },
          400: problem('The query is not valid.'),
        },
      },
      post: {
        operationId: 'createOrder',
        summary: 'Creates an order.',
        requestBody: { required: true, content: json('NewOrder') },
        responses: {
          201: order('The order was created.'),
          400: problem('The order is not valid.'),
          ...bodyProblems,
        },
      },
    },
    '/orders/{id}': {
      parameters: [id],
      get: {
        operationId: 'getOrder',
        summary: 'Returns an order.',
        parameters: [{ name: 'If-None-Match', in: 'header', ...text('The ETag of the order that you have.') }],
        responses: {
          200: order('The order.'),
          304: { description: 'You have the current version.' },
          404: problem('There is no such order.'),
        },
      },
      patch: {
        operationId: 'changeOrder',
        summary: 'Changes an order by a JSON Merge Patch.',
        parameters: [ifMatch],
        requestBody: {
          required: true,
          content: { 'application/merge-patch+json': { schema: schemaRef('OrderPatch') }, ...json('OrderPatch') },
        },
        responses: {
          200: order('The changed order.'),
          400: problem('The patch is not valid.'),
          ...bodyProblems,
          ...conditional,
        },
      },
      delete: {
        operationId: 'deleteOrder',
        summary: 'Deletes an order.',
        parameters: [ifMatch],
        responses: { 204: { description: 'The order was deleted.' }, ...conditional },
      },
    },
  },
  components: {
    schemas: {
      ...componentsOf('Order', 'output'),
      ...componentsOf('NewOrder', 'input'),
      ...componentsOf('OrderPatch', 'patch'),
      OrderPage: page,
      Problem: problemDetails,
    },
  },
};
