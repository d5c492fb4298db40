import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it was sent. */
export interface Recorded {
  readonly step: number;
  /** Such as `PutItem`. */
  readonly operation: string;
  readonly input: unknown;
}

/** Stands between a program and its engine, and notes each request with the step that sends it. */
export class Recorder {
  readonly requests: Recorded[] = [];
  /** Returns true for a request that is denied, as IAM would do. Default: none is. */
  denies: (request: Recorded) => boolean | Promise<boolean> = () => false;
  readonly #target: string;
  readonly #server: Server;
  #step = -1;

  private constructor(target: string) {
    this.#target = target;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  /** @param target - endpoint of the engine */
  static async start(target: string): Promise<Recorder> {
    const recorder = new Recorder(target);
    await new Promise<void>((resolve) => recorder.#server.listen(0, '127.0.0.1', resolve));
    return recorder;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, step] = /^\/step\/(\d+)$/.exec(request.url ?? '') ?? [];
    if (step !== undefined) {
      this.#step = Number(step);
      response.end();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const [, operation = ''] = String(request.headers['x-amz-target']).split('.');
    const recorded = { step: this.#step, operation, input: JSON.parse(body.toString()) };
    this.requests.push(recorded);
    if (await this.denies(recorded)) {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', Message: 'denied' }));
      return;
    }
    const { host: _host, connection: _connection, ...headers } = request.headers as Record<string, string>;
    const answer = await fetch(this.#target, { method: 'POST', headers, body });
    const bytes = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, Object.fromEntries([...answer.headers].filter(([name]) => !hopByHop.has(name))));
    response.end(bytes);
  }
}

const hopByHop = new Set(['connection', 'transfer-encoding', 'content-encoding', 'content-length', 'keep-alive']);
