import { once } from 'node:events';
import { connect } from 'node:net';
import { Executor } from '../../lib/execution/executor.ts';
import type { ItemRow, OneItem, Problem, QueryPage, TrackerPage } from '../../lib/studio/api-types.ts';
import * as odd from './modules/odd.ts';
import * as shop from './modules/shop.ts';
import { type EngineStudio, openOnEngine } from './support.ts';

let calls: EngineStudio;

beforeAll(async () => {
  calls = await openOnEngine({ ...odd, ...shop }, { write: true });
});
afterAll(() => calls?.stop());

const store = (table: string, Item: object) =>
  new Executor().send('PutItem', { TableName: table, Item } as never, table);
const kilobyte = 1_000;

describe('an item of almost 400 KB', () => {
  test.each([
    ['text whose characters JSON escapes', { text: '\u0001'.repeat(390 * kilobyte) }],
    ['bytes', { blob: Buffer.alloc(390 * kilobyte, 0xff).toString('base64') }],
  ])('is created, read, changed, and deleted: %s', async (what, values) => {
    const item = { id: what, ...values };
    const key = { id: what };
    const created = await calls.post<OneItem>('/models/Oddity/create', { values: item });
    expect({ status: created.status, bytes: (created.body.item?.bytes ?? 0) > 390 * kilobyte }).toEqual({
      status: 200,
      bytes: true,
    });
    const { body } = await calls.post<OneItem>('/models/Oddity/get', { key });
    const before = body.item?.values as ItemRow['values'];
    const [property = '', value = ''] = Object.entries(values)[0] ?? [];
    const changes = { [property]: `${value.slice(0, -4)}${value.slice(0, 4)}`, scores: [1] };
    const updated = await calls.post<OneItem>('/models/Oddity/update', { key, changes, before });
    expect({ status: updated.status, scores: updated.body.item?.values['scores'] }).toEqual({
      status: 200,
      scores: [1],
    });
    const now = updated.body.item?.values;
    expect(await calls.post<OneItem>('/models/Oddity/delete', { key, before: now })).toMatchObject({ status: 200 });
  });

  test('is refused in words if it is larger', async () => {
    const values = { id: 'large', text: 'x'.repeat(410 * kilobyte) };
    const { status, body } = await calls.post<Problem>('/models/Oddity/create', { values });
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('410011 bytes of at most 409600') },
    });
  });
});

test('a page of large items ends before it fills the memory, and continues', async () => {
  const text = 'x'.repeat(300 * kilobyte);
  for (let number = 0; number < 40; number++)
    await store('studio-oddities', { id: { S: `large-${number}` }, text: { S: text } });
  const filter = { id: { beginsWith: 'large-' } };
  const seen: unknown[] = [];
  const pages: number[] = [];
  let cursor: string | undefined;
  do {
    const body: object = { filter, limit: 1000, ...(cursor && { cursor }) };
    const page: QueryPage = (await calls.post<QueryPage>('/models/Oddity/query', body)).body;
    seen.push(...page.items.map(({ key }) => key['id']));
    pages.push(page.items.length);
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(40);
  expect(Math.max(...pages)).toBeLessThan(35);
});

describe('values at their limits', () => {
  const digits = '12345678901234567890123456789012345678';

  test('keep all digits of a number, and tell one that no number has', async () => {
    const decimals = [digits, `-0.${digits}`];
    const { body } = await calls.post<OneItem>('/models/Oddity/create', { values: { id: 'digits', decimals } });
    expect(body.item?.values['decimals']).toEqual(expect.arrayContaining(decimals));
    await store('studio-oddities', { id: { S: 'precise' }, scores: { L: [{ N: digits }] } });
    const page = await calls.post<QueryPage>('/models/Oddity/query', { key: { id: 'precise' } });
    const read = page.body.items[0]?.values['scores'] ?? page.body.invalid[0]?.message;
    expect(JSON.stringify(read)).not.toContain('12345678901234567000');
  });

  test('show a document of 30 levels, and refuse one that is too deep or too large for the stack', async () => {
    const nested = (depth: number): unknown => (depth === 0 ? 'end' : { a: nested(depth - 1) });
    const values = { id: 'deep', anything: nested(30) };
    expect(await calls.post<OneItem>('/models/Oddity/create', { values })).toMatchObject({
      status: 200,
      body: { item: { values } },
    });
    for (const depth of [40, 1_000]) {
      const { status, body } = await calls.post<Problem>('/models/Oddity/create', {
        values: { id: 'deeper', anything: nested(depth) },
      });
      expect({ depth, status, body }).toMatchObject({ status: 400, body: { code: 'item.invalid' } });
    }
    const text = `{"values": {"id": "deepest", "anything": ${'['.repeat(200_000)}${']'.repeat(200_000)}}}`;
    const headers = { authorization: `Bearer ${calls.token}`, 'content-type': 'application/json' };
    for (const path of ['create', 'query', 'update']) {
      const response = await fetch(`${calls.origin}/api/models/Oddity/${path}`, {
        method: 'POST',
        headers,
        body: text,
      });
      expect({ path, status: response.status }).toEqual({ path, status: 400 });
    }
  });
});

test('a client that goes away in the middle of a body does no harm', async () => {
  const { port, hostname } = new URL(calls.origin);
  const socket = connect(Number(port), hostname);
  const head = [
    'POST /api/models/Oddity/query HTTP/1.1',
    `host: ${hostname}:${port}`,
    `authorization: Bearer ${calls.token}`,
    'content-type: application/json',
    'content-length: 1000',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n{"limit"`);
  await once(socket, 'connect');
  socket.destroy();
  await once(socket, 'close');
  expect(await calls.get('/studio')).toMatchObject({ status: 200 });
});

test('a question mark in a value does not end it', async () => {
  await shop.profiles.putJson('what?', { x: 1 });
  const { body } = await calls.get('/linkers/profiles/documents?prefix=what?');
  expect(body).toMatchObject({ documents: [{ id: 'what?' }] });
});

test('the list of a tracker has requests that it can not read beside the others', async () => {
  const jobs = new shop.Jobs();
  for (const id of ['right', 'wrong']) await jobs.start(id, { attributes: { task: 'a' } });
  await new Executor().send(
    'UpdateItem',
    {
      TableName: 'studio-jobs',
      Key: { requestId: { S: 'wrong' } },
      UpdateExpression: 'SET task = :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    } as never,
    'studio-jobs',
  );
  const { status, body } = await calls.get<TrackerPage>('/trackers/Job/status/QUEUED');
  expect({ status, body }).toMatchObject({
    status: 200,
    body: {
      requests: [{ key: { requestId: 'right' } }],
      invalid: [{ storedKey: { requestId: { S: 'wrong' } }, message: expect.stringContaining('task') }],
    },
  });
});
