import {
  AnnotableError,
  Attribute,
  BaseRepository,
  type Client,
  eq,
  InvalidCursorError,
  json,
  mapOf,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  SortKey,
  Table,
  ValidationError,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

/** Keys and values that attack prototypes, expressions, or queries. */
const nasty = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '#0',
  ':0',
  ['$', '{flag}'].join(''),
  "'; DROP TABLE x; --",
  'a OR attribute_exists(b)',
  '\u0000\n\u2028',
  '😀',
];

function tenantModel(table: string) {
  @Table(table)
  class Note {
    @PartitionKey() @Attribute(String) tenant!: string;
    @SortKey() @Attribute(String) id!: string;
    @Attribute(String, { optional: true }) secret?: string;
    @Attribute(mapOf(String), { optional: true }) labels?: Record<string, string>;
    @Attribute(json(), { optional: true }) data?: unknown;
  }
  @Repository(Note)
  class Notes extends BaseRepository<Note, 'tenant' | 'id'> {}
  return (client: Client, options?: RepositoryOptions) => new Notes(client, options);
}

onEveryEngine('hostile input', (engine) => {
  const make = tenantModel(engine.uniqueTable('notes'));
  const notes = make(engine.client);
  beforeAll(async () => {
    await notes.table.create();
    for (const tenant of ['a', 'b'])
      await notes.putMany(['1', '2', '3'].map((id) => ({ tenant, id, secret: `${tenant}${id}` })));
  });
  afterAll(() => notes.table.drop());

  const pristine = (): void => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  };

  engine.testWith('keepsProtoKeys', 'is stored as data and changes no prototype', async () => {
    const labels = JSON.parse(`{${nasty.map((name) => `${JSON.stringify(name)}:${JSON.stringify(name)}`).join(',')}}`);
    const data = JSON.parse(
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"list":[{"__proto__":1}]}',
    );
    await notes.put({ tenant: 'x', id: 'nasty', labels, data });
    const read = await notes.getOrThrow({ tenant: 'x', id: 'nasty' });
    const readData = read.data as Record<string, unknown>;
    expect(Object.keys(readData).sort()).toEqual(['__proto__', 'constructor', 'list']);
    expect(Object.getOwnPropertyDescriptor(readData, '__proto__')?.value).toEqual({ polluted: true });
    expect(Object.getPrototypeOf(readData)).toBe(Object.getPrototypeOf(data));
    expect(readData['polluted']).toBeUndefined();
    expect(Object.keys(read.labels ?? {}).sort()).toEqual([...nasty].sort());
    for (const name of nasty) expect(read.labels?.[name]).toBe(name);
    pristine();
    await notes.update({ tenant: 'x', id: 'nasty' }, { data: JSON.parse('{"kind":"increment","operands":[5]}') });
    expect((await notes.getOrThrow({ tenant: 'x', id: 'nasty' })).data).toEqual({ kind: 'increment', operands: [5] });
    pristine();
  });

  engine.test('never becomes text of an expression', async () => {
    for (const value of nasty) {
      await notes.put({ tenant: 'values', id: value, secret: value });
      expect((await notes.getOrThrow({ tenant: 'values', id: value })).secret).toBe(value);
      const found = await notes.query({ tenant: 'values' }, { filter: { secret: eq(value) } }).all();
      expect(found.map(({ id }) => id)).toEqual([value]);
    }
    for (const path of nasty)
      await expect(notes.update({ tenant: 'values', id: 'a' }, { [path]: 'x' } as never)).rejects.toThrow(
        ValidationError,
      );
  });

  engine.test('can not redirect a cursor to another tenant, table, or index', async () => {
    const { cursor = '' } = await notes.query({ tenant: 'a' }).page({ limit: 1 });
    await expect(notes.query({ tenant: 'b' }).page({ cursor })).rejects.toThrow(InvalidCursorError);
    await expect(notes.scan().page({ cursor })).rejects.toThrow(InvalidCursorError);
    const bytes = Buffer.from(cursor, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      const wrong = changed.toString('base64url');
      await expect(notes.query({ tenant: 'a' }).page({ cursor: wrong })).rejects.toThrow(InvalidCursorError);
    }
    // Even with a correct checksum, a forged cursor can't leave the partition of its query.
    const payload = Buffer.from(JSON.stringify([0, { tenant: { S: 'b' }, id: { S: '1' } }]));
    const forged = Buffer.concat([bytes.subarray(0, 16), payload]).toString('base64url');
    await expect(notes.query({ tenant: 'a' }).page({ cursor: forged })).rejects.toThrow(InvalidCursorError);
    const signed = make(engine.client, { cursorSecret: 'secret' });
    await expect(signed.query({ tenant: 'a' }).page({ cursor })).rejects.toThrow(InvalidCursorError);
  });

  engine.test('is in no message, because errors name keys and attributes, but no values', async () => {
    const secret = 'top-secret-value';
    const failures = [
      notes.create({ tenant: 'a', id: '1', secret }),
      notes.update({ tenant: 'a', id: '1' }, { secret }, { if: { secret } }),
      notes.put({ tenant: 'a', id: '9', secret: { secret } } as never),
      notes.put({ tenant: 'a', id: '9', [secret.slice(0, 3)]: secret } as never),
      notes.update({ tenant: 'none', id: '1' }, { secret }),
      notes.query({ tenant: 'a', secret } as never).all(),
    ];
    for (const outcome of await Promise.allSettled(failures)) {
      if (outcome.status !== 'rejected') throw new Error('it was accepted');
      expect(outcome.reason).toBeInstanceOf(AnnotableError);
      expect(outcome.reason.message).not.toContain(secret);
      expect(JSON.stringify(outcome.reason)).not.toContain(secret);
    }
  });
});
