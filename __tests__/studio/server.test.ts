import { request as sendRequest } from 'node:http';
import type { Problem, StudioInfo } from '../../lib/studio/api-types.ts';
import { maxBodyBytes } from '../../lib/studio/json-body.ts';
import { startStudio } from '../../lib/studio/start-studio.ts';
import * as shop from './modules/shop.ts';
import { openStudio, pageFolder, type StudioCalls, startEngine } from './support.ts';

let stopEngine: () => Promise<void>;
let calls: StudioCalls;

beforeAll(async () => {
  stopEngine = await startEngine();
  calls = await openStudio(shop);
});
afterAll(async () => {
  await calls?.studio.stop();
  await stopEngine?.();
});

interface RawResponse {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

/** Sends a request with any headers and any path: `fetch` would correct both. */
function raw(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<RawResponse> {
  const { hostname, port } = new URL(calls.origin);
  return new Promise((resolve, reject) => {
    const sent = sendRequest({ hostname, port, path, method, headers, setHost: !('host' in headers) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const codeOf = ({ text }: RawResponse): string => (JSON.parse(text) as Problem).code;
const withToken = (): Record<string, string> => ({ authorization: `Bearer ${calls.token}` });

describe('the link of the studio', () => {
  test('has the loopback address and a token of 32 random bytes', () => {
    expect(calls.studio.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}$/);
  });

  test('differs at each start', async () => {
    const other = await openStudio(shop);
    await other.studio.stop();
    expect(other.token).not.toBe(calls.token);
  });
});

describe('a call without the token', () => {
  test.each([
    ['no header', {}],
    ['another token', { authorization: 'Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
  ])('is refused: %s', async (_what, headers) => {
    const response = await raw('/api/studio', headers);
    expect({ status: response.status, code: codeOf(response) }).toEqual({ status: 401, code: 'studio.unauthorized' });
  });

  test('is refused for the beginning of the token, and for the token in the path', async () => {
    const short = await raw('/api/studio', { authorization: `Bearer ${calls.token.slice(0, -1)}` });
    const inPath = await raw(`/api/studio?token=${calls.token}`);
    expect([short.status, inPath.status]).toEqual([401, 401]);
  });

  test.each(['/api', '/api/', '/api/nowhere', '/api/models/Order/table'])('learns nothing about %s', async (path) => {
    expect(codeOf(await raw(path))).toBe('studio.unauthorized');
  });
});

describe('a request of another web page', () => {
  test.each([
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['the Origin null of a sandboxed frame', { origin: 'null' }],
    ['the Origin of another local server', { origin: 'http://127.0.0.1:1' }],
    ['the Origin with https', { origin: () => calls.origin.replace('http:', 'https:') }],
    ['a Host after DNS rebinding', { host: 'evil.example' }],
    ['a Host that begins like the loopback address', { host: '127.0.0.1.evil.example' }],
    ['a Host that ends like it', { host: 'evil.localhost' }],
  ])('is refused with the right token: %s', async (_what, headers) => {
    const given = Object.entries(headers).map(([name, value]) => [name, typeof value === 'function' ? value() : value]);
    for (const path of ['/api/studio', '/']) {
      const response = await raw(path, { ...withToken(), ...(Object.fromEntries(given) as Record<string, string>) });
      expect({ status: response.status, code: codeOf(response) }).toEqual({ status: 403, code: 'studio.forbidden' });
    }
  });

  test('is refused as a preflight, and no response allows another origin', async () => {
    const preflight = await raw('/api/studio', { origin: 'https://evil.example' }, 'OPTIONS');
    expect(preflight.status).toBe(403);
    const own = await raw('/api/studio', withToken());
    expect(Object.keys(own.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('is accepted from the page itself, by each name of the loopback address', async () => {
    const { port } = new URL(calls.origin);
    for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
      const host = `${name}:${port}`;
      expect(await raw('/api/studio', { ...withToken(), host, origin: `http://${host}` })).toMatchObject({
        status: 200,
      });
    }
  });
});

describe('the files of the page', () => {
  test('need no token, and have a policy that allows only them', async () => {
    const { status, headers, text } = await raw('/');
    expect({ status, text }).toEqual({ status: 200, text: expect.stringContaining('Page of the tests') });
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    expect(await raw('/grid.js')).toMatchObject({ status: 200, text: 'export const grid = 1;\n' });
  });

  test.each([
    '/../support.ts',
    '/../../../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/support.ts',
    '/..\\support.ts',
    '/page/../../support.ts',
    '//etc/passwd',
    '/secret.txt',
    '/.env',
    '/grid.js/',
    '/grid.js%00.html',
    '/nowhere.js',
    '/constructor',
  ])('do not lead out of their folder: %s', async (path) => {
    const response = await raw(path);
    expect({ status: response.status, code: codeOf(response) }).toEqual({ status: 404, code: 'studio.notFound' });
  });

  test('are only read', async () => {
    expect(await raw('/', {}, 'POST')).toMatchObject({ status: 405 });
  });
});

describe('a call that is not valid', () => {
  const json = { 'content-type': 'application/json' };
  test.each([
    ['an unknown path', '/api/nowhere', 'GET', '', 404, 'studio.notFound'],
    ['another method', '/api/models/Order/query', 'GET', '', 405, 'studio.badMethod'],
    ['a path that is not encoded well', '/api/models/%E0%A4%A/table', 'GET', '', 400, 'studio.badRequest'],
    ['a body that is no JSON', '/api/models/Order/query', 'POST', '{', 400, 'studio.badRequest'],
    ['a body that is no object', '/api/models/Order/query', 'POST', '[1]', 400, 'studio.badRequest'],
    ['an unknown member', '/api/models/Order/query', 'POST', '{"limt": 1}', 400, 'configuration.invalid'],
    ['a limit that is too large', '/api/models/Order/query', 'POST', '{"limit": 1001}', 400, 'configuration.invalid'],
    ['a member of another type', '/api/models/Order/get', 'POST', '{"key": "ann"}', 400, 'configuration.invalid'],
    ['a class that does not exist', '/api/models/Nobody/table', 'GET', '', 404, 'studio.notFound'],
    ['a class with the name of a prototype', '/api/models/__proto__/table', 'GET', '', 404, 'studio.notFound'],
    ['a class with the name of a method', '/api/models/constructor/table', 'GET', '', 404, 'studio.notFound'],
    [
      'an index with the name of a method',
      '/api/models/Order/query',
      'POST',
      '{"index": "constructor"}',
      400,
      undefined,
    ],
    [
      'a key with the name of a prototype',
      '/api/models/Order/get',
      'POST',
      '{"key": {"__proto__": 1}}',
      400,
      undefined,
    ],
    [
      'values with the name of a prototype',
      '/api/models/Note/create',
      'POST',
      '{"values": {"__proto__": {}}, "explain": true}',
      400,
      undefined,
    ],
    ['no tracker', '/api/trackers/Order/counts', 'GET', '', 404, 'studio.notFound'],
    ['no linker', '/api/linkers/Order/documents', 'GET', '', 404, 'studio.notFound'],
  ])('is refused in words: %s', async (_what, path, method, body, status, code) => {
    const response = await raw(path, { ...withToken(), ...json }, method, body);
    expect({ status: response.status, text: response.text }).toEqual({
      status,
      text: expect.stringContaining('"message"'),
    });
    if (code !== undefined) expect(codeOf(response)).toBe(code);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('is refused without the content type of JSON, which a form of another page can not send', async () => {
    const response = await raw(
      '/api/models/Order/query',
      { ...withToken(), 'content-type': 'text/plain' },
      'POST',
      '{}',
    );
    expect({ status: response.status, code: codeOf(response) }).toEqual({ status: 415, code: 'studio.notJson' });
  });

  test('is refused with a body that is too large, and the server goes on', async () => {
    const body = JSON.stringify({ filter: { text: 'x'.repeat(maxBodyBytes) } });
    const response = await raw('/api/models/Order/query', { ...withToken(), ...json }, 'POST', body);
    expect({ status: response.status, code: codeOf(response) }).toEqual({ status: 413, code: 'studio.tooLarge' });
    expect(await raw('/api/studio', withToken())).toMatchObject({ status: 200 });
  });
});

describe('a studio without --write', () => {
  test.each([
    ['create', '/models/Note/create', { values: { noteId: 1, text: 'a' } }],
    ['update', '/models/Note/update', { key: { noteId: 1 }, changes: { text: 'b' }, before: {} }],
    ['delete', '/models/Note/delete', { key: { noteId: 1 }, before: {} }],
    ['redrive', '/trackers/Job/redrive', { requestId: 'r' }],
    ['redrive with an explain that is not true', '/trackers/Job/redrive', { requestId: 'r', explain: 1 }],
    ['an explain that is not true', '/models/Note/create', { values: { noteId: 1, text: 'a' }, explain: 'no' }],
  ])('refuses %s', async (_what, path, body) => {
    expect(await calls.post<Problem>(path, body)).toMatchObject({ status: 403, body: { code: 'studio.readOnly' } });
  });

  test('still explains a write', async () => {
    const { status, body } = await calls.post('/models/Note/create', {
      values: { noteId: 1, text: 'a' },
      explain: true,
    });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { explained: { request: expect.stringContaining('PutItem') } },
    });
  });
});

describe('an endpoint that is not on this machine', () => {
  const own = process.env['AWS_ENDPOINT_URL_DYNAMODB'];
  const start = (remote: boolean) =>
    startStudio({ modulePath: 'shop.ts', exports: { Note: shop.Note }, pageFolder, remote });

  test.each([
    ['a host of the network', 'http://192.168.0.7:8000', '192.168.0.7:8000'],
    ['a name that begins like the loopback address', 'http://127.0.0.1.evil.example', '127.0.0.1.evil.example'],
    ['AWS', '', 'AWS, local'],
  ])('is refused without --remote: %s', async (_what, endpoint, shown) => {
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = endpoint;
    try {
      await expect(start(false)).rejects.toThrow(shown);
      const studio = await start(true);
      await studio.stop();
      expect(studio.info).toMatchObject({ isRemote: true, endpoint: expect.stringContaining(shown) });
    } finally {
      process.env['AWS_ENDPOINT_URL_DYNAMODB'] = own ?? calls.studio.info.endpoint;
    }
  });

  test('is the endpoint of AWS if the SDK ignores the configured one', async () => {
    process.env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] = 'true';
    try {
      await expect(start(false)).rejects.toThrow('AWS, local');
    } finally {
      delete process.env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'];
    }
  });
});

test('GET /api/studio describes the models of the module', async () => {
  const { body } = await calls.get<StudioInfo>('/studio');
  expect(body).toMatchObject({ module: 'modules/shop.ts', isRemote: false, canWrite: false });
  expect(body.models.map(({ name, kind, table, entity }) => [name, kind, table, entity])).toEqual([
    ['Customer', 'items', 'studio-shop', 'Customer'],
    ['Job', 'tracker', 'studio-jobs', undefined],
    ['Note', 'items', 'studio-notes', undefined],
    ['Order', 'items', 'studio-orders', undefined],
    ['Purchase', 'items', 'studio-shop', 'Purchase'],
    ['profiles', 'linker', 'studio-profiles', undefined],
  ]);
});
