const HEADERS = {
  server: 'Server',
  'content-type': 'application/x-amz-json-1.0',
  connection: 'keep-alive',
  'x-amzn-requestid': 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGHIJKLMNOPQ',
};

/**
 * A request handler without a network. It first records the items that a contender puts. It then returns these items in
 * HTTP responses, so each library reads its own stored form.
 */
export class FakeHandler {
  metadata = { handlerProtocol: 'http/1.1' };
  recording = true;
  /** The items that were put while recording. */
  items = [];
  /** All recorded requests: operation, input, and bytes of the body. */
  requests = [];
  #bodies = new Map();

  async handle(request) {
    const target = request.headers['x-amz-target'];
    const operation = target.slice(target.indexOf('.') + 1);
    if (this.recording) this.#record(operation, request.body);
    const body = this.#bodies.get(operation);
    // One by one, as the handler of the SDK does: a spread followed by more properties creates a slower hidden class.
    const headers = {};
    for (const name in HEADERS) headers[name] = HEADERS[name];
    headers.date = new Date().toUTCString();
    headers['content-length'] = String(body.byteLength);
    return { response: { statusCode: 200, reason: 'OK', headers, body } };
  }

  /** The recorded outputs by operation, as `client.send` returns them. */
  outputs() {
    return Object.fromEntries(
      [...this.#bodies].map(([name, body]) => [name, JSON.parse(Buffer.from(body).toString())]),
    );
  }

  #record(operation, body) {
    const text =
      typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
    const input = JSON.parse(text);
    this.requests.push({ operation, input, bytes: Buffer.byteLength(text) });
    if (operation === 'PutItem') this.items.push(input.Item);
    const output = this.#outputOf(operation, input);
    this.#bodies.set(operation, new TextEncoder().encode(JSON.stringify(output)));
  }

  #outputOf(operation, input) {
    const { items } = this;
    if (operation === 'GetItem') return { Item: items[0] };
    if (operation === 'Query') return { Count: items.length, ScannedCount: items.length, Items: items };
    if (operation === 'BatchGetItem')
      return { Responses: { [Object.keys(input.RequestItems)[0]]: items }, UnprocessedKeys: {} };
    if (operation === 'BatchWriteItem') return { UnprocessedItems: {} };
    if (operation === 'UpdateItem' && input.ReturnValues === 'ALL_NEW') return { Attributes: items[0] };
    return {};
  }

  updateHttpClientConfig() {}
  httpHandlerConfigs() {
    return {};
  }
  destroy() {}
}
