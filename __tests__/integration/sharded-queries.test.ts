import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { type Client, gt, gte, InvalidCursorError, lt, type Results } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { shardedModels } from './sharded-models.ts';

interface Stored {
  readonly orderId: string;
  readonly state: string;
  readonly place: string;
  readonly total: number;
}

onEveryEngine('queries of an index with shards', (engine) => {
  const { Orders } = shardedModels(engine.uniqueTable('sharded'));
  const repository = (client: Client = engine.client) => new Orders(client);
  const query = (key: object, options: object, client?: Client) =>
    repository(client).query(key as never, options as never) as unknown as Results<Stored>;

  /** A client that records its queries. */
  function recording(): { client: Client; asked: QueryCommandInput[] } {
    const asked: QueryCommandInput[] = [];
    const send = (command: { input: QueryCommandInput }, ...rest: []) => {
      asked.push(command.input);
      return engine.client.send(command as never, ...rest);
    };
    return { client: { send, config: engine.client.config } as never, asked };
  }

  const states = ['new', 'paid'];
  const all: Stored[] = Array.from({ length: 60 }, (_, number) => ({
    orderId: `o${number}`,
    state: states[number % 2] as string,
    place: ['a', 'é', 'b', '\u{1f355}', '\uff5e'][number % 5] as string,
    total: [-1, 0.5, 10, 9, 100, 1e30][number % 6] as number,
  }));
  const bytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
  const ofState = (state: string) =>
    all.filter((each) => each.state === state).sort((a, b) => bytes(a.place, b.place) || bytes(a.orderId, b.orderId));
  const paid = ofState('paid');

  beforeAll(async () => {
    await repository().table.ensure();
    await repository().putMany(all);
  });

  engine.test('are sent once per shard and merged in the order of the sort key', async () => {
    const { client, asked } = recording();
    expect(await query({ state: 'paid' }, { index: 'open' }, client).all()).toEqual(paid);
    expect(new Set(asked.map((input) => JSON.stringify(input.ExpressionAttributeValues))).size).toBe(8);
    expect(asked).toHaveLength(8);
    expect(await query({ state: 'paid' }, { index: 'open', descending: true }).all()).toEqual([...paid].reverse());
  });

  engine.test('order numbers by size, and the shards of equal ones in both directions', async () => {
    const totals = (items: readonly Stored[]) => items.map(({ total }) => total);
    const ascending = await query({}, { index: 'byTotal', follow: true }).all();
    expect(totals(ascending)).toEqual(totals(all).sort((a, b) => a - b));
    expect(ascending).toHaveLength(60);
    const descending = await query({}, { index: 'byTotal', follow: true, descending: true }).all();
    expect(descending).toEqual([...ascending].reverse());
  });

  engine.test('accept a range, a filter, and a selection', async () => {
    const wanted = paid.filter(({ place, total }) => place === 'b' && total > 5);
    const filtered = query({ state: 'paid', place: 'b' }, { index: 'open', filter: { total: gt(5) } });
    expect(await filtered.all()).toEqual(wanted);
    const later = paid.filter(({ place }) => bytes(place, 'b') > 0);
    const selected = query({ state: 'paid', place: gt('b') }, { index: 'open', select: ['total'] });
    expect((await selected.all()).map(({ total }) => total)).toEqual(later.map(({ total }) => total));
    const ranged = query({ state: 'paid', place: 'b', orderId: gte('o2') }, { index: 'open' });
    expect(await ranged.all()).toEqual(paid.filter(({ place, orderId }) => place === 'b' && orderId >= 'o2'));
    const excluded = query({ state: 'paid', place: 'b', orderId: lt('o27') }, { index: 'open' });
    const lower = paid.filter(({ place, orderId }) => place === 'b' && orderId < 'o27');
    expect(await excluded.all()).toEqual(lower);
    expect(await excluded.count()).toBe(lower.length);
  });

  engine.test('count, and read the first item', async () => {
    const { client, asked } = recording();
    expect(await query({ state: 'paid' }, { index: 'open' }, client).count()).toBe(30);
    expect(asked.map(({ Select }) => Select)).toEqual(Array(8).fill('COUNT'));
    expect(await query({ state: 'paid' }, { index: 'open', limit: 7 }).count()).toBe(7);
    expect(await query({ state: 'paid' }, { index: 'open' }).first()).toEqual(paid[0]);
    expect(await query({ state: 'paid' }, { index: 'open', descending: true }).first()).toEqual(paid.at(-1));
    expect(await query({ state: 'none' }, { index: 'open' }).first()).toBeUndefined();
  });

  engine.test('continue each shard by one cursor', async () => {
    for (const descending of [false, true]) {
      for (const [limit, pageSize] of [[1], [7], [50], [7, 2], [3, 1]] as const) {
        const results = query({ state: 'paid' }, { index: 'open', descending, pageSize });
        const found: Stored[] = [];
        let cursor: string | undefined;
        do {
          const page = await results.page({ limit, ...(cursor !== undefined && { cursor }) });
          expect(page.items.length).toBe(Math.min(limit, 30 - found.length));
          found.push(...page.items);
          cursor = page.cursor;
        } while (cursor !== undefined);
        expect(found).toEqual(descending ? [...paid].reverse() : paid);
      }
    }
  });

  engine.test('read pages of any size in one order, with a cursor of each', async () => {
    const results = query({ state: 'paid' }, { index: 'open', pageSize: 2, filter: { total: gt(0) } });
    const wanted = paid.filter(({ total }) => total > 0);
    const found: Stored[] = [];
    for await (const { items, cursor } of results.pages()) {
      found.push(...items);
      if (cursor === undefined) continue;
      const rest: Stored[] = [];
      let next: string | undefined = cursor;
      while (next !== undefined) {
        const page: Awaited<ReturnType<typeof results.page>> = await results.page({ cursor: next });
        rest.push(...page.items);
        next = page.cursor;
      }
      expect([...found, ...rest]).toEqual(wanted);
    }
    expect(found).toEqual(wanted);
    expect(await query({ state: 'paid' }, { index: 'open', limit: 9, pageSize: 4 }).all()).toEqual(paid.slice(0, 9));
  });

  engine.test('send one request if the property of the shard is given', async () => {
    for (const each of all.slice(0, 10)) {
      const { client, asked } = recording();
      const { orderId, state, place } = each;
      expect(await query({ state, orderId }, { index: 'open' }, client).all()).toEqual([each]);
      expect(await query({ state, place, orderId }, { index: 'open' }, client).all()).toEqual([each]);
      expect(asked.map(({ FilterExpression }) => FilterExpression !== undefined)).toEqual([true, false]);
    }
  });

  engine.test('reject cursors of other reads', async () => {
    const cursorOf = async (key: object, options: object) =>
      (await query(key, { index: 'open', pageSize: 1, ...options }).page()).cursor as string;
    const own = query({ state: 'paid' }, { index: 'open' });
    for (const cursor of [
      await cursorOf({ state: 'new' }, {}),
      await cursorOf({ state: 'paid' }, { descending: true }),
      await cursorOf({ state: 'paid', place: 'b' }, {}),
    ])
      await expect(own.page({ cursor })).rejects.toThrow(InvalidCursorError);
  });

  engine.test('end if the caller aborts', async () => {
    const controller = new AbortController();
    const results = query({ state: 'paid' }, { index: 'open', pageSize: 1, signal: controller.signal });
    const reading = (async () => {
      for await (const each of results) controller.abort(new Error(`stop at ${each.orderId}`));
    })();
    await expect(reading).rejects.toThrow(`stop at ${paid[0]?.orderId}`);
  });

  engine.test('reject a query without the other parts of the partition key', async () => {
    await expect(query({}, { index: 'open' }).all()).rejects.toThrow(/state is part of the partition key/);
    await expect(query({ state: 'paid', total: 5 }, { index: 'open' }).all()).rejects.toThrow(/total can't be queried/);
  });
});
