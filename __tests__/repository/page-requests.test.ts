import type { ScanCommandInput } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  type Client,
  Index,
  PartitionKey,
  Repository,
  SortKey,
  Table,
  TimeToLive,
  Unique,
} from 'annotable';

const now = 1_800_000_000_000;
const past = { N: String(now / 1000 - 60) };

@Table('sessions')
class Session {
  @PartitionKey() @Attribute(String) user!: string;
  @SortKey() @Attribute(Number) number!: number;
  @TimeToLive() endsAt?: Date;
}
@Repository(Session)
class Sessions extends BaseRepository<Session, 'user' | 'number'> {}

@Table('members')
@Index('byEnd', { partitionKey: 'endsAt' })
@Index('byName', { partitionKey: 'name' })
class Member {
  @PartitionKey() @Attribute(Number) id!: number;
  @Unique() @Attribute(String, { optional: true }) email?: string;
  @Attribute(String, { optional: true }) name?: string;
  @TimeToLive() endsAt?: Date;
}
@Repository(Member)
class Members extends BaseRepository<Member, 'id'> {}

@Table('plain')
class Plain {
  @PartitionKey() @Attribute(Number) id!: number;
}
@Repository(Plain)
class Plains extends BaseRepository<Plain, 'id'> {}

/** A client that returns pages of a table's items, each as long as its Limit, and records its inputs. */
function fakeClient(items: readonly object[] = []): { client: Client; asked: ScanCommandInput[] } {
  const asked: ScanCommandInput[] = [];
  const send = async ({ input }: { input: ScanCommandInput }): Promise<object> => {
    asked.push(input);
    const start = Number(input.ExclusiveStartKey?.['id']?.N ?? input.ExclusiveStartKey?.['number']?.N ?? -1) + 1;
    const end = Math.min(start + (input.Limit ?? 1_000), items.length);
    const Items = items.slice(start, end);
    return { Items, Count: Items.length, ...(end < items.length && { LastEvaluatedKey: Items.at(-1) }) };
  };
  return { client: { send } as never, asked };
}

describe('the Limit of a request', () => {
  const clock = (): number => now;
  const sessions = (count: number, ended: number): object[] =>
    Array.from({ length: count }, (_, index) => ({
      user: { S: 'ann' },
      number: { N: String(index) },
      ...(index < ended && { endsAt: past }),
    }));

  test('is the number of needed items, plus spare items if items can expire', async () => {
    const { client, asked } = fakeClient(sessions(3, 0));
    await new Sessions(client, { clock }).query({ user: 'ann' }).first();
    await new Sessions(client, { clock }).query({ user: 'ann' }, { limit: 5 }).all();
    await new Sessions(client, { clock }).query({ user: 'ann' }, { limit: 5, pageSize: 2 }).first();
    await new Sessions(client, { clock }).query({ user: 'ann' }, { limit: 5, includeExpired: true }).first();
    await new Sessions(client, { clock }).query({ user: 'ann' }).all();
    await new Sessions(client, { clock }).scan({ filter: { user: 'ann' } }).first();
    expect(asked.map(({ Limit }) => Limit)).toEqual([11, 15, 2, 1, undefined, undefined]);
  });

  test('doubles if all items of a page are expired', async () => {
    const { client, asked } = fakeClient(sessions(200, 150));
    const page = await new Sessions(client, { clock }).query({ user: 'ann' }).page({ limit: 1 });
    expect(page.items.map(({ number }) => number)).toEqual([150]);
    expect(asked.map(({ Limit }) => Limit)).toEqual([11, 22, 44, 88]);
    const { items } = await new Sessions(client, { clock })
      .query({ user: 'ann' })
      .page({ limit: 2, cursor: page.cursor });
    expect(items.map(({ number }) => number)).toEqual([151, 152]);
  });

  test('is higher if a read can return guards', async () => {
    const { client, asked } = fakeClient();
    const members = new Members(client, { clock });
    await members.scan({ limit: 5, includeExpired: true }).all();
    await members.scan({ limit: 5, includeExpired: true, index: 'byName' }).all();
    await members.query({ endsAt: new Date(now) }, { limit: 5, includeExpired: true, index: 'byEnd' }).all();
    await members.query({ id: 1 }, { limit: 5, includeExpired: true }).all();
    expect(asked.map(({ Limit, FilterExpression }) => [Limit, FilterExpression])).toEqual([
      [20, 'attribute_not_exists(#0)'],
      [5, undefined],
      [20, 'attribute_not_exists(#2)'],
      [5, undefined],
    ]);
  });
});

describe('Results.page', () => {
  test('requests only one page, for any number of segments', async () => {
    const { client, asked } = fakeClient([{ id: { N: '0' } }]);
    const scan = new Plains(client).scan({ segments: 8 });
    const { cursor } = await scan.page();
    await scan.page({ cursor });
    expect(asked.map(({ Segment }) => Segment)).toEqual([0, 1]);
    await scan.all();
    expect(asked).toHaveLength(10);
  });

  test('returns at most the limit of the query, and continues after it', async () => {
    const { client } = fakeClient(Array.from({ length: 5 }, (_, id) => ({ id: { N: String(id) } })));
    const scan = new Plains(client).scan({ limit: 2 });
    const first = await scan.page({ limit: 5 });
    expect(first.items).toEqual([{ id: 0 }, { id: 1 }]);
    const second = await scan.page({ limit: 1, cursor: first.cursor });
    expect(second.items).toEqual([{ id: 2 }]);
    expect((await scan.page({ cursor: second.cursor })).items).toEqual([{ id: 3 }, { id: 4 }]);
  });
});
