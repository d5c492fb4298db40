import { DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  DeletedAt,
  DynamoLinker,
  Index,
  PartitionKey,
  Repository,
  RequestStatusRepository,
  Table,
  TimeToLive,
  Unique,
  VectorIndex,
  vector,
} from '../../../lib/index.ts';
import type { Recorded } from '../recorder.ts';

class Address {
  @Attribute(String) city!: string;
}

@Table('phonebook')
@PartitionKey('id')
@Index('byName', { partitionKey: 'name' })
class Phone {
  @Attribute(Number) id!: number;
  @Attribute(String) name!: string;
  @Attribute(Address, { optional: true }) address?: Address;
  @TimeToLive() expiresAt?: Date;
}

@Repository(Phone)
class Phones extends BaseRepository<Phone, 'id'> {}

@Table('members')
@PartitionKey('id')
class Member {
  @Attribute(Number) id!: number;
  @Unique() @Attribute(String) email!: string;
}

@Repository(Member)
class Members extends BaseRepository<Member, 'id'> {}

@Table('notes')
@PartitionKey('id')
class Note {
  @Attribute(Number) id!: number;
  @DeletedAt() deletedAt?: Date;
}

@Repository(Note)
class Notes extends BaseRepository<Note, 'id'> {}

@Table('passages')
@PartitionKey('id')
@VectorIndex('byMeaning', { vector: 'embedding', distance: 'cosine' })
class Passage {
  @Attribute(Number) id!: number;
  @Attribute(vector(1)) embedding!: Float32Array;
}

@Repository(Passage)
class Passages extends BaseRepository<Passage, 'id'> {}

@Table('orders', {
  stream: 'NEW_IMAGE',
  deletionProtection: true,
  pointInTimeRecovery: true,
  resourcePolicy: { Version: '2012-10-17', Statement: [] },
  contributorInsights: true,
  tags: { team: 'shop' },
})
@PartitionKey('id')
@Index('byState', { partitionKey: 'state' })
class Order {
  @Attribute(String) id!: string;
  @Attribute(String) state!: string;
  @TimeToLive() expiresAt?: Date;
}

@Repository(Order)
class Orders extends BaseRepository<Order, 'id'> {}

@Table('orders')
@PartitionKey('id')
class PlainOrder {
  @Attribute(String) id!: string;
  @Attribute(String) state!: string;
}

@Repository(PlainOrder)
class PlainOrders extends BaseRepository<PlainOrder, 'id'> {}

/** What the cases of `permissions.ts` run on: its clients send to the recorder of a local engine. */
export class World {
  readonly client: DynamoDBClient;
  readonly phones: Phones;
  readonly members: Members;
  readonly notes: Notes;
  readonly passages: Passages;
  readonly orders: Orders;
  readonly plainOrders: PlainOrders;
  readonly linker: DynamoLinker;
  readonly tracker: RequestStatusRepository;
  /** Keeps the results of the tracker `withResults`. */
  readonly results: DynamoLinker;
  readonly withResults: RequestStatusRepository;
  readonly #endpoint: string;
  #last = 0;
  readonly #lossy: DynamoDBClient[] = [];

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
    this.client = new DynamoDBClient({ endpoint, ...local });
    this.phones = new Phones(this.client);
    this.members = new Members(this.client);
    this.notes = new Notes(this.client);
    this.passages = new Passages(this.client);
    this.orders = new Orders(this.client);
    this.plainOrders = new PlainOrders(this.client);
    this.linker = this.newLinker('documents');
    this.results = this.newLinker('results');
    this.tracker = new RequestStatusRepository(this.client);
    this.withResults = new RequestStatusRepository(this.client, { results: this.results, maxResultBytes: 10 });
  }

  /** A number that no other call returns. */
  next(): number {
    this.#last += 1;
    return this.#last;
  }

  /** A linker that has not found its table yet. */
  newLinker(tableName: string): DynamoLinker {
    return new DynamoLinker(this.client, { tableName, allowMultipleInstances: true });
  }

  /** A repository whose writes are done, and whose responses are lost. */
  withLostResponses(): Phones {
    const client = new DynamoDBClient({ endpoint: this.#endpoint, ...local, maxAttempts: 1 });
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const output = await next(args);
          if (commandName === 'GetItemCommand') return output;
          throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
        },
      { step: 'deserialize', priority: 'high' },
    );
    this.#lossy.push(client);
    return new Phones(client);
  }

  destroy(): void {
    for (const client of [this.client, ...this.#lossy]) client.destroy();
  }

  async dropOrders(): Promise<void> {
    const TableName = this.orders.table.name;
    if (!(await this.orders.table.exists())) return;
    await this.client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    await this.orders.table.drop();
  }

  /** Writes of large documents that began two hours ago and never ended. */
  async abandonedWrites(): Promise<void> {
    const hours = 2 * 3_600_000;
    const revision = 'abandoned';
    const id = `d-${this.next()}`;
    await this.linker.put({ id, pending: new Set([`${revision}:1:${Date.now() - hours}`]) });
    await this.linker.put({
      id: `annotable#part##${revision}#0`,
      of: id,
      bytes: new Uint8Array([1]),
      pending: new Set(),
    });
  }

  /** Creates the tables that the cases use. */
  async prepare(): Promise<void> {
    await this.phones.table.ensure();
    await this.members.table.ensure();
    await this.notes.table.ensure();
    await this.passages.table.ensure();
    await this.tracker.table.ensure();
    await this.linker.connectionCheck();
    await this.results.connectionCheck();
  }
}

const local = { region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** The actions that IAM checks for a request. */
export function iamActionsOf({ operation, input }: Recorded): string[] {
  const { TransactItems = [], TransactStatements = [], Statements = [], Statement } = input as RequestParts;
  const { Tags = [], ResourcePolicy } = input as RequestParts;
  if (operation === 'TransactGetItems') return ['GetItem'];
  if (operation === 'TransactWriteItems')
    return TransactItems.flatMap((item) => Object.keys(item).map(actionOfTransaction));
  if (operation === 'ExecuteTransaction') return TransactStatements.map(actionOfStatement);
  if (operation === 'BatchExecuteStatement') return Statements.map(actionOfStatement);
  if (operation === 'ExecuteStatement') return [actionOfStatement({ Statement })];
  // A table can be created with tags or a policy only if the caller may set them.
  if (operation === 'CreateTable')
    return [
      'CreateTable',
      ...(Tags.length > 0 ? ['TagResource'] : []),
      ...(ResourcePolicy === undefined ? [] : ['PutResourcePolicy']),
    ];
  return [operation];
}

interface RequestParts {
  readonly TransactItems?: readonly object[];
  readonly TransactStatements?: readonly { readonly Statement?: string }[];
  readonly Statements?: readonly { readonly Statement?: string }[];
  readonly Statement?: string;
  readonly Tags?: readonly object[];
  readonly ResourcePolicy?: string;
}

const actionOfTransaction = (name: string): string =>
  name === 'ConditionCheck' ? 'ConditionCheckItem' : `${name}Item`;

function actionOfStatement({ Statement = '' }: { readonly Statement?: string | undefined }): string {
  const verb = Statement.trim().split(/\s/)[0]?.toLowerCase() ?? '';
  return `PartiQL${verb.charAt(0).toUpperCase()}${verb.slice(1)}`;
}
