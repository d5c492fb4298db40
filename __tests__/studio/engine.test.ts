import { startLocal } from '../../lib/local/index.ts';
import type { Problem, QueryPage, TableInfo } from '../../lib/studio/api-types.ts';
import * as shop from './modules/shop.ts';
import { ensureTables, openStudio } from './support.ts';

test('a studio says what is wrong while its engine is stopped, and goes on when it is back', async () => {
  for (const name of ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) process.env[name] ??= 'local';
  const engine = await startLocal();
  const { port } = new URL(engine.endpoint);
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = engine.endpoint;
  const calls = await openStudio(shop, { write: true });
  const reads: readonly (() => Promise<{ readonly status: number; readonly body: unknown }>)[] = [
    () => calls.post('/models/Note/query', {}),
    () => calls.post('/models/Note/get', { key: { noteId: 1 } }),
    () => calls.post('/models/Note/partition', { key: { noteId: 1 } }),
    () => calls.post('/models/Note/create', { values: { noteId: 1, text: 'a' } }),
    () => calls.post('/models/Note/update', { key: { noteId: 1 }, changes: { text: 'b' }, before: { noteId: 1 } }),
    () => calls.get('/trackers/Job/status/QUEUED'),
    () => calls.get('/trackers/Job/counts'),
    () => calls.get('/linkers/profiles/documents'),
  ];
  try {
    for (const read of reads)
      expect(await read()).toMatchObject({
        status: 404,
        body: { code: 'table.notFound', message: expect.any(String) },
      });
    expect((await calls.get<TableInfo>('/models/Note/table')).body).toMatchObject({ exists: false });
    await ensureTables(shop);
    expect(await calls.post<QueryPage>('/models/Note/query', {})).toMatchObject({ status: 200 });

    await engine.stop();
    for (const read of [...reads, () => calls.get<Problem>('/models/Note/table')]) {
      const { status, body } = await read();
      expect({ status, body }).toMatchObject({
        status: 502,
        body: { code: 'service.failed', message: expect.stringContaining('ECONNREFUSED') },
      });
    }
    expect(await calls.get('/studio')).toMatchObject({ status: 200 });

    const again = await startLocal({ port: Number(port) });
    try {
      await ensureTables(shop);
      expect(await calls.post<QueryPage>('/models/Note/query', {})).toMatchObject({ status: 200 });
    } finally {
      await again.stop();
    }
  } finally {
    await calls.studio.stop();
  }
}, 60_000);
