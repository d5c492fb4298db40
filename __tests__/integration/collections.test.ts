import {
  addTo,
  and,
  append,
  type Changes,
  type Condition,
  deleteFrom,
  oneOf,
  prepend,
  readTransaction,
  size,
  ValidationError,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { accountModel } from './order-models.ts';

/** Casts a value that TypeScript rejects, as from a caller without types. */
const untyped = (value: unknown): never => value as never;

function* letters(): Generator<string> {
  yield* 'ab';
}

/** Iterables and objects that look like collections, but are neither arrays nor Sets. */
const others: readonly (readonly [kind: string, value: unknown])[] = [
  ['a string', 'admin'],
  ['a Buffer', Buffer.from('ab')],
  ['a Uint8Array', new Uint8Array([1])],
  ['a Float64Array', new Float64Array([1])],
  ['a Map', new Map([['a', 'b']])],
  ['an object', { 0: 'a', length: 1 }],
  ['null', null],
  ['undefined', undefined],
  ['a number', 3],
];

// Nothing creates the table, so a request that is sent would end in another error.
onEveryEngine('a collection', (engine) => {
  const { Account, accounts } = accountModel(engine.uniqueTable('collections'));
  const repository = () => accounts(engine.client);
  type Patch = Changes<InstanceType<typeof Account>, 'id'>;
  type Asked = Condition<InstanceType<typeof Account>>;

  const refused = async (call: Promise<unknown>): Promise<string> => {
    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ValidationError);
    return (error as ValidationError).issues.map(({ path, message }) => `${path} ${message}`).join('\n');
  };

  const changes: readonly (readonly [name: string, change: (value: never) => Patch, path: string])[] = [
    ['addTo', (value) => ({ tags: addTo(value) }), 'tags'],
    ['deleteFrom', (value) => ({ tags: deleteFrom(value) }), 'tags'],
    ['append', (value) => ({ log: append(value) }), 'log'],
    ['prepend', (value) => ({ log: prepend(value) }), 'log'],
  ];
  for (const [name, change, path] of changes) {
    engine.test(
      `of ${name} must be an array or, for a set, a Set, and is otherwise rejected before anything is sent`,
      async () => {
        const all = [...others, ['an object', letters()] as const];
        for (const [kind, value] of all) {
          const message = await refused(repository().update('a', change(untyped(value))));
          expect(message).toMatch(new RegExp(`^${path} takes an array(?: or a Set)? of elements, not ${kind};`));
        }
      },
    );
  }

  engine.test('of oneOf must be an array', async () => {
    for (const [kind, value] of [...others, ['a Set', new Set(['a'])] as const]) {
      const condition: Asked = { name: oneOf(untyped(value)) };
      const message = `name is to be one of an array of values, not ${kind}; write oneOf([…])`;
      expect(await refused(repository().scan({ filter: condition }).all())).toBe(message);
      expect(await refused(repository().delete('a', { if: condition }))).toBe(message);
      expect(await refused(repository().delete('a', { if: { tags: size(oneOf(untyped(value))) } }))).toMatch(
        /^tags is to be one of an array/,
      );
    }
  });

  engine.test('of a list or set attribute must be an array or a Set', async () => {
    for (const [kind, value] of others.filter(([, each]) => each !== undefined)) {
      const text = value === null ? "can't be null" : `must be an array, not ${kind}`;
      expect(await refused(repository().update('a', { log: untyped(value) }))).toContain(`log ${text}`);
      const item = { id: 'a', name: 'Ann', tags: untyped(value) };
      expect(await refused(repository().put(item))).toMatch(/^tags (must be a Set of strings, not|can't be null)/);
    }
  });

  engine.test('of keys or items of a batch must be an array', async () => {
    for (const [kind, value] of [...others, ['a Set', new Set(['a'])] as const]) {
      const message = ` a batch takes an array of keys or items, not ${kind}; put it in [ ]`;
      expect(await refused(repository().getMany(untyped(value)))).toBe(message);
      expect(await refused(repository().putMany(untyped(value)))).toBe(message);
      expect(await refused(repository().deleteMany(untyped(value)))).toBe(message);
    }
  });

  engine.test('of select must be an array', async () => {
    const reads: readonly ((select: never) => Promise<unknown>)[] = [
      (select) => repository().get('a', { select }),
      (select) => repository().getOrThrow('a', { select }),
      (select) => repository().getMany(['a'], { select }),
      (select) => repository().scan({ select }).all(),
      (select) => repository().query({ id: 'a' }, { select }).first(),
    ];
    for (const [kind, value] of others.filter(([, each]) => each !== undefined)) {
      const message = ` select takes an array of attributes, not ${kind}; write select: ['…']`;
      for (const read of reads) expect(await refused(read(untyped(value)))).toBe(message);
    }
  });

  engine.test('of select in a transaction must be an array', async () => {
    const reading = readTransaction(engine.client).get(repository(), 'a', { select: untyped('name') });
    expect(await refused(reading.run())).toBe(
      " select takes an array of attributes, not a string; write select: ['…']",
    );
  });

  engine.test('of a transaction is rejected when the action is added', () => {
    const add = (): unknown =>
      writeTransaction(engine.client).update(repository(), 'a', { tags: addTo(untyped('admin')) });
    expect(add).toThrow(/tags takes an array or a Set of elements, not a string; write addTo\(\[…\]\)/);
  });

  engine.test('of conditions is passed as separate arguments', async () => {
    const filter = and<InstanceType<typeof Account>>(untyped([{ name: 'Ann' }]));
    expect(await refused(repository().scan({ filter }).all())).toContain('not an array');
  });
});
