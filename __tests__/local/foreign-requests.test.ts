import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { type LocalEngine, type LocalEngineName, type LocalOptions, startLocal } from '../../lib/local/index.ts';
import { responds } from '../../lib/local/probe.ts';

jest.setTimeout(120_000);

const listTables = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.ListTables',
  'x-amz-date': '20250101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20250101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=x',
};

interface Reply {
  readonly status: number | undefined;
  readonly cors: boolean;
  readonly body: string;
}

/** Sends ListTables with extra headers. `fetch` can't set the headers of a browser. */
function send(engine: LocalEngine, headers: Record<string, string>, method = 'POST'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(
      engine.endpoint,
      { method, agent: false, headers: { ...listTables, ...headers } },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        response.once('end', () => {
          const cors = Object.keys(response.headers).some((name) => name.startsWith('access-control-'));
          resolve({ status: response.statusCode, cors, body });
        });
      },
    );
    sent.once('error', reject);
    sent.end(method === 'POST' ? '{}' : undefined);
  });
}

/** Returns the command lines of the children of this process. */
function childCommands(): string[][] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
        return Number(parent) === process.pid ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')] : [];
      } catch {
        return []; // The process ended meanwhile.
      }
    });
}

describe.each<LocalEngineName>(['dynoxide', 'dynalite'])('access of web pages to %s', (name) => {
  let engine: LocalEngine;
  const start = async (options: LocalOptions = {}) => {
    engine = await startLocal({ engine: name, ...options });
    return engine;
  };
  afterEach(() => engine.stop());

  const refused = { status: 403, cors: false, body: expect.stringMatching(/AccessDeniedException.*cors: true/) };

  test.each([
    ['an Origin', { origin: 'https://example.com' }],
    ['the Origin of a sandboxed page', { origin: 'null' }],
    ['an Origin on this machine', { origin: 'http://localhost:3000' }],
    ['a Host that resolves to 127.0.0.1 (DNS rebinding)', { host: 'example.com:8000' }],
    ['a Host that begins with localhost', { host: 'localhost.example.com' }],
    ['a Host that begins with the address', { host: '127.0.0.1.example.com:80' }],
  ])('rejects a request with %s', async (_title, headers) => {
    expect(await send(await start(), headers)).toEqual(refused);
  });

  test('rejects a preflight request', async () => {
    const headers = { origin: 'https://example.com', 'access-control-request-method': 'POST' };
    expect(await send(await start(), headers, 'OPTIONS')).toEqual(refused);
  });

  test.each(['localhost:1', '127.0.0.1', '[::1]:8000', 'LOCALHOST'])(
    'accepts a program that uses the host %s',
    async (host) => {
      expect(await send(await start(), { host })).toMatchObject({ status: 200, body: '{"TableNames":[]}' });
    },
  );

  test('accepts web pages with { cors: true }', async () => {
    await start({ cors: true });
    expect(await send(engine, { origin: 'https://example.com' })).toMatchObject({ status: 200, cors: true });
    expect(await send(engine, { host: 'example.com' })).toMatchObject({ status: 200 });
  });

  test('accepts requests of programs after a rejected one', async () => {
    await start();
    await send(engine, { origin: 'https://example.com' });
    expect((await engine.client.send(new ListTablesCommand())).TableNames).toEqual([]);
  });

  test('rejects an option cors that is not a Boolean', async () => {
    await start();
    await expect(startLocal({ engine: name, cors: 'false' as never })).rejects.toThrow('cors must be true or false');
  });
});

(process.platform === 'linux' ? test : test.skip)(
  'dynoxide listens on an address that a web page can not guess',
  async () => {
    const others = new Set(childCommands().map(String));
    const engine = await startLocal({ engine: 'dynoxide' });
    const [command = []] = childCommands().filter((words) => words.includes('serve') && !others.has(String(words)));
    const optionOf = (flag: string) => command[command.indexOf(flag) + 1];
    const host = optionOf('--host');
    const port = Number(optionOf('--port'));
    expect(host).toMatch(/^127\.\d+\.\d+\.\d+$/);
    expect([await responds(port, host), await responds(port)]).toEqual([true, false]);
    await engine.stop();
    expect(await responds(port, host)).toBe(false);
  },
);
