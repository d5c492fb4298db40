import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  DeletedAt,
  Entity,
  EntityRepository,
  Index,
  PartitionKey,
  Repository,
  SortKey,
  Table,
  TimeToLive,
  Unique,
} from '../../lib/index.ts';
import { World } from '../docs/generate/permission-world.ts';

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

/** More models than the page of permissions has, on the same engine. */
export class PolicyWorld extends World {
  readonly drafts: Drafts;
  readonly tickets: Tickets;
  readonly papers: Papers;
  readonly visits: Visits;
  readonly events: AnyEvents;
  readonly clicks: Clicks;

  /** Sends past the recorder. */
  readonly #engine: DynamoDBClient;

  constructor(endpoint: string, engine: DynamoDBClient) {
    super(endpoint);
    this.#engine = engine;
    this.drafts = new Drafts(this.client);
    this.tickets = new Tickets(this.client);
    this.papers = new Papers(this.client);
    this.visits = new Visits(this.client);
    this.events = new AnyEvents(this.client);
    this.clicks = new Clicks(this.client);
  }

  override async prepare(): Promise<void> {
    await super.prepare();
    for (const { table } of [this.drafts, this.tickets, this.papers, this.visits, this.events]) await table.ensure();
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
}
