import {
  Attribute,
  BaseRepository,
  decimal,
  Enum,
  epochMillis,
  epochSeconds,
  ifNotExists,
  increment,
  json,
  listOf,
  PartitionKey,
  Repository,
  ref,
  set,
  setOf,
  Table,
  ValidationError,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

class Place {
  @Attribute(String) city!: string;
}
class Spot {
  @Attribute(String) city!: string;
}
const upper = { to: (value: string) => value.toUpperCase(), from: (stored: string) => stored.toLowerCase() };
const short = (value: string): boolean => value.length < 5;

function itemModel(table: string) {
  @Table(table)
  class Item {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String) text!: string;
    @Attribute(String) other!: string;
    @Enum(['a', 'b', 'c']) state!: 'a' | 'b' | 'c';
    @Enum(['a', 'b']) kind!: 'a' | 'b';
    @Attribute(String, { nullable: true }) note!: string | null;
    @Attribute(String, { convert: upper }) loud!: string;
    @Attribute(String, { validate: short }) short!: string;
    @Attribute(Number) count!: number;
    @Attribute(Number, { exact: true }) exact!: number;
    @Attribute(BigInt) serial!: bigint;
    @Attribute(decimal()) price!: string;
    @Attribute(Date) at!: Date;
    @Attribute(epochSeconds()) seconds!: Date;
    @Attribute(epochMillis()) millis!: Date;
    @Attribute(Place) home!: Place;
    @Attribute(Place) work!: Place;
    @Attribute(Spot) spot!: Spot;
    @Attribute(listOf(String)) log!: string[];
    @Attribute(listOf(Number)) scores!: number[];
    @Attribute(setOf(String)) tags!: Set<string>;
    @Attribute(json()) meta!: unknown;
    @Attribute(String, { optional: true }) maybe?: string;
  }
  @Repository(Item)
  class Items extends BaseRepository<Item, 'id'> {}
  return { Item, Items };
}

onEveryEngine('a value that is copied by ref()', (engine) => {
  const { Items } = itemModel(engine.uniqueTable('copied'));
  const items = () => new Items(engine.client);
  const copy = (path: string, change: unknown) => items().update('x', { [path]: change } as never);

  beforeAll(() => items().table.create());
  afterAll(() => items().table.drop());
  beforeEach(() =>
    items().put({
      id: 'x',
      text: 'text',
      other: 'other',
      state: 'c',
      kind: 'a',
      note: null,
      loud: 'loud',
      short: 's',
      count: 0.5,
      exact: 1,
      serial: 2n ** 80n,
      price: '0.1',
      at: new Date(1),
      seconds: new Date(1000),
      millis: new Date(1),
      home: { city: 'h' },
      work: { city: 'w' },
      spot: { city: 's' },
      log: ['l'],
      scores: [1],
      tags: new Set(['t']),
      meta: { a: 1 },
    }),
  );

  const refused: readonly (readonly [target: string, source: string])[] = [
    ['kind', 'state'],
    ['kind', 'text'],
    ['text', 'note'],
    ['text', 'loud'],
    ['loud', 'text'],
    ['short', 'text'],
    ['count', 'serial'],
    ['count', 'price'],
    ['count', 'seconds'],
    ['exact', 'count'],
    ['serial', 'count'],
    ['serial', 'price'],
    ['seconds', 'millis'],
    ['millis', 'count'],
    ['at', 'text'],
    ['home', 'spot'],
    ['log', 'scores'],
    ['home.city', 'meta.a'],
    ['log[0]', 'note'],
    ['text', 'meta'],
    ['meta', 'serial'],
    ['meta', 'home'],
  ];
  for (const [target, source] of refused) {
    engine.test(`is rejected if ${target} could become unreadable by ${source}`, async () => {
      for (const change of [ref(source), set(ref(source)), ifNotExists(ref(source))]) {
        const error = await copy(target, change).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(ValidationError);
        expect((error as Error).message).toContain(`${target} can't be given ref('${source}'), `);
      }
    });
  }

  const taken: readonly (readonly [target: string, source: string])[] = [
    ['text', 'other'],
    ['state', 'kind'],
    ['note', 'text'],
    ['text', 'state'],
    ['text', 'short'],
    ['count', 'exact'],
    ['price', 'serial'],
    ['price', 'count'],
    ['home', 'work'],
    ['home.city', 'text'],
    ['log[0]', 'text'],
    ['meta', 'log'],
    ['meta', 'count'],
    ['text', 'home.city'],
  ];
  for (const [target, source] of taken) {
    engine.test(`is accepted if ${target} can be read with every ${source}`, async () => {
      await copy(target, set(ref(source)));
      expect(await items().get('x')).toBeDefined();
    });
  }

  engine.test('is added if the sum can be read', async () => {
    await expect(copy('serial', increment(ref('count')))).rejects.toThrow(/serial can't be given ref\('count'\)/);
    await expect(copy('seconds', increment(ref('count')))).rejects.toThrow(/seconds can't be given ref\('count'\)/);
    expect((await copy('count', increment(ref('exact')))).count).toBe(1.5);
    expect((await copy('price', increment(ref('count')))).price).toBe('1.6');
  });
});
