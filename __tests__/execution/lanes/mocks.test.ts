import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { Attribute, BaseRepository, ConfigurationError, PartitionKey, Repository, Table } from 'annotable';

@Table('notes')
@PartitionKey('id')
class Note {
  @Attribute(String) id!: string;
  @Attribute(Number, { optional: true }) count?: number;
}

@Repository(Note)
class Notes extends BaseRepository<Note, 'id'> {}

type Send = (command: unknown) => unknown;

/** Replaces `send` of a client, like a mock library. */
function mocked<Client extends DynamoDBClient | DynamoDBDocumentClient>(client: Client, send: Send): Client {
  jest.spyOn(client as { send: Send }, 'send').mockImplementation(async (command: unknown) => send(command));
  return client;
}

const plainClient = (): DynamoDBClient => new DynamoDBClient({ region: 'eu-west-1' });
const documentClient = (): DynamoDBDocumentClient => DynamoDBDocumentClient.from(plainClient());
const clients = [
  ['DynamoDBClient', plainClient],
  ['DynamoDBDocumentClient', documentClient],
] as const;

/** Operations, each with the name of its command. */
const reads: readonly (readonly [string, (notes: Notes) => Promise<unknown>])[] = [
  ['GetItem', (notes) => notes.get('1')],
  ['GetItem', (notes) => notes.exists('1')],
  ['GetItem', (notes) => notes.raw('GetItem', ({ key }) => ({ Key: key('1') }))],
  ['Query', (notes) => notes.query({ id: '1' }).all()],
  ['Query', (notes) => notes.query({ id: '1' }).count()],
  ['Scan', (notes) => notes.scan({ segments: 2 }).all()],
  ['UpdateItem', (notes) => notes.update('1', { count: 2 })],
  ['UpdateItem', (notes) => notes.upsert('1', { count: 2 })],
  ['DeleteItem', (notes) => notes.delete('1')],
];

const plain = { id: '1', count: 2 };
const plainOutput = { Item: plain, Items: [plain], Attributes: plain, Responses: { notes: [plain] } };

describe.each(clients)('a mock of %s', (owner, make) => {
  test.each(reads)('rejects with the name of the command to mock if it lacks %sCommand', async (name, read) => {
    const advice = `mock ${name}Command of '@aws-sdk/client-dynamodb' on ${owner}`;
    for (const output of [undefined, null, plainOutput]) {
      const error = await read(new Notes(mocked(make(), () => output))).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ConfigurationError);
      expect((error as Error).message).toContain(advice);
    }
  });

  test('rejects with the command to mock if it mocks commands of lib-dynamodb, in any lane', async () => {
    const send: Send = (command) =>
      command instanceof GetCommand || command instanceof QueryCommand ? plainOutput : undefined;
    for (const lane of ['auto', 'sdk'] as const) {
      const notes = new Notes(mocked(make(), send), { lane });
      await expect(notes.get('1')).rejects.toThrow(`mock GetItemCommand of '@aws-sdk/client-dynamodb' on ${owner}`);
      await expect(notes.getMany(['1', '2'])).rejects.toThrow('mock BatchGetItemCommand');
    }
  });

  test('returns stored items for reads, and may return nothing for writes', async () => {
    const send: Send = (command) =>
      command instanceof GetItemCommand ? { Item: { id: { S: '1' }, count: { N: '2' } } } : undefined;
    const notes = new Notes(mocked(make(), send));
    expect(await notes.get('1')).toEqual(plain);
    expect(await notes.put(plain)).toEqual(plain);
    expect(await notes.putMany([plain])).toBeUndefined();
    expect(await new Notes(mocked(make(), () => ({}))).get('1')).toBeUndefined();
  });
});

test('an error calls a mock without a class "the client"', async () => {
  await expect(new Notes({ send: async () => undefined } as never).get('1')).rejects.toThrow(
    'the client answered GetItem with nothing',
  );
});
