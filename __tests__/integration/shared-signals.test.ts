import { endChildScripts, runSource } from '../support/child-script.ts';
import { onEveryEngine } from '../support/engines.ts';

afterEach(endChildScripts);

/** The work that is done with one signal or none: more concurrent calls than the ten listeners that Node allows. */
const works = [
  ['eleven reads at once', 'all(11, () => notes.get({ owner: "o", number: 1 }, call))'],
  ['twenty writes at once', 'all(20, (number) => notes.put({ owner: "o", number, text: "x" }, call))'],
  ['a batch of writes', 'notes.putMany(items, { ...call, concurrency: 16 })'],
  ['a batch of reads', 'notes.getMany(items, { ...call, concurrency: 16 })'],
  ['a scan of 16 segments', 'notes.scan({ ...call, segments: 16, concurrency: 16, pageSize: 20 }).all()'],
  [
    'a backfill of 16 segments',
    'backfill(notes, { ...call, segments: 16, concurrency: 16, change: () => ({ text: "y" }) })',
  ],
  ['twenty queries at once', 'all(20, () => notes.query({ owner: "o" }, { ...call, pageSize: 50 }).all())'],
  ['twenty looks at the table', 'all(20, () => notes.table.ensure(call))'],
  ['findStale over all shards', 'jobs.findStale(call)'],
  [
    'twenty waits for a job',
    'all(20, () => jobs.waitFor("j", { ...call, timeoutMs: 300, minPollMs: 20 }).catch(() => undefined))',
  ],
  [
    'twenty documents of a new linker',
    '(one.forget(), all(20, (number) => one.linker().putJson("a" + number, { number }, call)))',
  ],
  ['twenty documents of one linker', 'all(20, (number) => one.linker().getJson("a" + number, call))'],
  [
    'twenty changes of one document',
    'all(20, () => one.linker().update("a1", (old) => ({ number: (old?.number ?? 0) + 1 }), call).catch(() => undefined))',
  ],
] as const;

const program = (endpoint: string, table: string): string => `
  import { getEventListeners } from 'node:events';
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  import { Attribute, BaseRepository, DynamoLinker, Enum, PartitionKey, Repository, SortKey, StatusRecord, StatusTracker, Table, Transitions } from './lib/index.ts';
  import { backfill } from './lib/backfill/index.ts';

  @Table('${table}') @PartitionKey('owner') @SortKey('number')
  class Note { @Attribute(String) owner; @Attribute(Number) number; @Attribute(String) text; }
  @Repository(Note) class Notes extends BaseRepository {}
  @Table('${table}-jobs') @Enum({ status: ['OPEN', 'DONE'] }) @Transitions({ OPEN: ['DONE'], DONE: [] })
  class Job extends StatusRecord {}
  @Repository(Job) class Jobs extends StatusTracker {}

  const warnings = [];
  process.on('warning', ({ name, message }) => { if (name.startsWith('MaxListeners')) warnings.push(message); });
  const client = new DynamoDBClient({ endpoint: '${endpoint}', region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  const [notes, jobs] = [new Notes(client), new Jobs(client)];
  const made = () => new DynamoLinker(client, { tableName: '${table}-links', allowMultipleInstances: true });
  let kept = made();
  const one = { linker: () => kept, forget: () => { kept = made(); } };
  const all = (count, work) => Promise.all(Array.from({ length: count }, (_, index) => work(index + 1)));
  const items = Array.from({ length: 400 }, (_, number) => ({ owner: 'o' + (number % 7), number, text: 'x'.repeat(900) }));
  await Promise.all([notes.table.ensure(), jobs.table.ensure()]);
  await jobs.start('j');
  const works = [${works.map(([, work]) => `(call) => ${work}`).join(', ')}];
  const found = [];
  for (const work of works) {
    const { signal } = new AbortController();
    await work({ signal });
    await work({});
    await new Promise((resolve) => setTimeout(resolve, 20));
    found.push([getEventListeners(signal, 'abort').length, warnings.splice(0).length]);
  }
  console.log(JSON.stringify(found));
  client.destroy();
`;

onEveryEngine('a signal that many calls share', (engine) => {
  engine.test('keeps no listener, and Node warns of none, with and without it', async () => {
    const { code, stdout, stderr } = await runSource(program(engine.endpoint, engine.uniqueTable('signals'))).ended();
    expect(stderr).toBe('');
    const found = JSON.parse(stdout) as [number, number][];
    expect(works.map(([title], index) => [title, ...(found[index] ?? [])])).toEqual(
      works.map(([title]) => [title, 0, 0]),
    );
    expect(code).toBe(0);
  });
});
