import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import {
  Attribute,
  BaseRepository,
  DeletedAt,
  DynamoSpaces,
  Entity,
  EntityRepository,
  Index,
  PartitionKey,
  Repository,
  SortKey,
  Table,
  TimeToLive,
  Unique,
  VectorIndex,
  vector,
} from '../../lib/index.ts';
import { World } from '../docs/generate/permission-world.ts';

const local = { region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const upgrade = { 1: (item: object) => item };

@Table('drafts', { version: 2, upgrade })
@PartitionKey('id')
class Draft {
  @Attribute(Number) id!: number;
  @Attribute(String) name!: string;
}

@Repository(Draft)
class Drafts extends BaseRepository<Draft, 'id'> {}

@Table('tickets', { version: 2, upgrade })
@PartitionKey('id')
class Ticket {
  @Attribute(Number) id!: number;
  @Unique() @Attribute(String) code!: string;
}

@Repository(Ticket)
class Tickets extends BaseRepository<Ticket, 'id'> {}

@Table('papers')
@PartitionKey('id')
class Paper {
  @Attribute(Number) id!: number;
  @Unique() @Attribute(String) title!: string;
  @DeletedAt({ purgeAfterDays: 30 }) deletedAt?: Date;
  @TimeToLive() expiresAt?: Date;
}

@Repository(Paper)
class Papers extends BaseRepository<Paper, 'id'> {}

@Table('visits')
@PartitionKey('id')
@SortKey('at')
@Index('byPage', { partitionKey: 'page', projection: 'KEYS_ONLY' })
class Visit {
  @Attribute(Number) id!: number;
  @Attribute(Number) at!: number;
  @Attribute(String) page!: string;
}

@Repository(Visit)
class Visits extends BaseRepository<Visit, 'id' | 'at'> {}

@Table('events', { entities: () => [Clicked, Viewed] })
@PartitionKey('pk')
class EventTable {}

const eventKeys = { partitionKey: 'EVENT#{id}' } as const;

@Entity('Event', { table: EventTable, keys: eventKeys, abstract: true })
abstract class AnyEvent {
  @Attribute(Number) id!: number;
  @Attribute(String) page!: string;
}

@Entity('Clicked')
export class Clicked extends AnyEvent {}

@Entity('Viewed')
class Viewed extends AnyEvent {}

@Repository(AnyEvent)
class AnyEvents extends EntityRepository<AnyEvent, typeof eventKeys> {}

@Repository(Clicked)
class Clicks extends EntityRepository<Clicked, typeof eventKeys> {}

@Table('feeds', { stream: 'NEW_AND_OLD_IMAGES' })
@PartitionKey('id')
class Feed {
  @Attribute(Number) id!: number;
}

@Repository(Feed)
class Feeds extends BaseRepository<Feed, 'id'> {}

/** A document of LangChain, with its vector. */
@Table('facts')
@PartitionKey('id')
@VectorIndex('byMeaning', { vector: 'embedding', distance: 'cosine' })
class Fact {
  @Attribute(String) id!: string;
  @Attribute(String) text!: string;
  @Attribute(vector(1)) embedding!: Float32Array;
}

@Repository(Fact)
class Facts extends BaseRepository<Fact, 'id'> {}

/** More models than the page of permissions has, on the same engine. */
export class PolicyWorld extends World {
  readonly drafts: Drafts;
  readonly tickets: Tickets;
  readonly papers: Papers;
  readonly visits: Visits;
  readonly events: AnyEvents;
  readonly clicks: Clicks;
  readonly feeds: Feeds;
  readonly facts: Facts;
  readonly spaces: DynamoSpaces;
  readonly streams: DynamoDBStreamsClient;

  /** Sends past the recorder. */
  readonly #engine: DynamoDBClient;
  readonly #endpoint: string;

  constructor(endpoint: string, engine: DynamoDBClient) {
    super(endpoint);
    this.#engine = engine;
    this.#endpoint = endpoint;
    this.drafts = new Drafts(this.client);
    this.tickets = new Tickets(this.client);
    this.papers = new Papers(this.client);
    this.visits = new Visits(this.client);
    this.events = new AnyEvents(this.client);
    this.clicks = new Clicks(this.client);
    this.feeds = new Feeds(this.client);
    this.facts = new Facts(this.client);
    this.spaces = this.newSpaces();
    this.streams = new DynamoDBStreamsClient({ endpoint, ...local });
  }

  /** Spaces that have not found their table yet. */
  newSpaces(): DynamoSpaces {
    return new DynamoSpaces(this.client, { tableName: 'spaces' });
  }

  override async prepare(): Promise<void> {
    await super.prepare();
    const { drafts, tickets, papers, visits, events, feeds, facts, spaces } = this;
    for (const { table } of [drafts, tickets, papers, visits, events, feeds, facts, spaces]) await table.ensure();
  }

  override destroy(): void {
    super.destroy();
    this.streams.destroy();
  }

  /** Stores an item as an older program did, and returns its id. */
  async stored(TableName: string, values: Readonly<Record<string, string>>, id = this.next()): Promise<number> {
    const texts = Object.entries(values).map(([name, S]) => [name, { S }]);
    await this.#engine.send(
      new PutItemCommand({ TableName, Item: { id: { N: String(id) }, ...Object.fromEntries(texts) } }),
    );
    return id;
  }

  /** A member from before `@Unique`: another member has the guard of the same value. */
  async duplicateMember(): Promise<number> {
    const email = `${this.next()}@example.com`;
    const id = await this.stored('members', { email });
    await this.members.create({ id: this.next(), email });
    return id;
  }

  /** A ticket from before `@Unique`: another ticket has the guard of the same value. */
  async duplicateTicket(): Promise<number> {
    const code = `t-${this.next()}`;
    const id = await this.stored('tickets', { code });
    await this.tickets.create({ id: this.next(), code });
    return id;
  }

  /** A write of a large document of a space that began two hours ago and never ended. */
  async abandonedEntry(): Promise<number> {
    const client = new DynamoDBClient({ endpoint: this.#endpoint, ...local });
    client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (commandName === 'PutItemCommand') throw new Error('killed');
          return next(args);
        },
      { step: 'initialize' },
    );
    const clock = () => Date.now() - 2 * 3_600_000;
    const linker = new DynamoSpaces(client, { tableName: 'spaces', clock }).linker({ namespace: 'documents' });
    const text = Array.from({ length: 60_000 }, () => Math.random()).join();
    await linker.putJson('abandoned', text).catch(() => undefined);
    client.destroy();
    return 0;
  }

  /** Spaces that send past the recorder. */
  direct(): DynamoSpaces {
    return new DynamoSpaces(this.#engine, { tableName: 'spaces' });
  }

  /** Spaces of a program of two hours ago. */
  past(): DynamoSpaces {
    return new DynamoSpaces(this.#engine, { tableName: 'spaces', clock: () => Date.now() - 2 * 3_600_000 });
  }
}
