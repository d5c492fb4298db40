/** Measures vectors and encryption: CPU time of a put and a get, and sizes. Prints the rows of the pages about them. */
import { DynamoDB, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { Attribute, BaseRepository, PartitionKey, Repository, Table, vector } from 'annotable';
import { Encrypted, localKeyRing } from 'annotable/encryption';
import { FakeHandler } from './harness/fake-handler.mjs';
import { median } from './harness/statistics.mjs';
import { decorate } from './model/decorate.mjs';

const DIMENSIONS = 1024;
const [rounds, calls] = process.argv.includes('--quick') ? [1, 20] : [15, 400];
const keyRing = localKeyRing({ current: 'k1', keys: { k1: new Uint8Array(32).fill(1) } });
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

const embedding = Float32Array.from({ length: DIMENSIONS }, () => Math.random() * 2 - 1);
const note = { id: 'n1', text: 'x'.repeat(200) };

/** Returns a repository of items with an id and one more attribute. */
function repositoryOf(client, property, decorators) {
  class Item {}
  decorate(Item, [Table('items'), PartitionKey('id')], {
    id: [String, Attribute(String)],
    [property]: [undefined, ...decorators],
  });
  const Items = decorate(class Items extends BaseRepository {}, [Repository(Item)], {});
  return new Items(client);
}

const annotable = (property, decorators, item) => (client) => {
  const repository = repositoryOf(client, property, decorators);
  return { put: () => repository.put(item), get: () => repository.get(item.id) };
};

/** Vectors by hand: each number as JavaScript prints it. */
const byHand = (client) => ({
  put: () =>
    client.send(
      new PutItemCommand({
        TableName: 'items',
        Item: { id: { S: 'n1' }, embedding: { L: Array.from(embedding, (float) => ({ N: String(float) })) } },
      }),
    ),
  get: async () => {
    const { Item } = await client.send(new GetItemCommand({ TableName: 'items', Key: { id: { S: 'n1' } } }));
    return Float32Array.from(Item.embedding.L, ({ N }) => Number(N));
  },
});

const CASES = {
  'vector(1024), SDK by hand': byHand,
  'vector(1024), annotable': annotable('embedding', [Attribute(vector(DIMENSIONS))], { id: 'n1', embedding }),
  'text of 200 bytes': annotable('text', [Attribute(String)], note),
  'text of 200 bytes, encrypted': annotable('text', [Encrypted({ keyRing }), Attribute(String)], note),
};

/** Returns the bytes of a stored value by the formula of DynamoDB, for the types of these items. */
function bytesOf({ S, N, B, L }) {
  if (S !== undefined) return Buffer.byteLength(S);
  if (B !== undefined) return Buffer.from(B, 'base64').length;
  if (L !== undefined) return 3 + L.reduce((sum, each) => sum + 1 + bytesOf(each), 0);
  const digits = N.replace(/e.*$|[-.]/g, '').replace(/^0+|0+$/g, '').length;
  return Math.ceil(digits / 2) + 1 + (N.startsWith('-') ? 1 : 0);
}

const itemBytes = (item) =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOf(value), 0);

async function microsecondsOf(call) {
  const begin = process.cpuUsage();
  for (let n = 0; n < calls; n++) await call();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / calls;
}

const measured = [];
for (const [name, create] of Object.entries(CASES)) {
  const handler = new FakeHandler();
  const operations = create(new DynamoDB({ region: 'us-east-1', credentials, requestHandler: handler }));
  await operations.put();
  await operations.get();
  const [{ input, bytes }] = handler.requests;
  handler.recording = false;
  for (const operation of Object.values(operations)) await microsecondsOf(operation);
  measured.push({ name, operations, itemBytes: itemBytes(input.Item), bytes, put: [], get: [] });
}
// The cases take turns, so that all of them meet the same other programs.
for (let round = 0; round < rounds; round++)
  for (const { operations, put, get } of measured) {
    put.push(await microsecondsOf(operations.put));
    get.push(await microsecondsOf(operations.get));
  }
console.log('| item | item size, bytes | request, bytes | put, µs | get, µs |\n| --- | ---: | ---: | ---: | ---: |');
const figure = (number) => number.toLocaleString('en-US', { maximumFractionDigits: number < 100 ? 1 : 0 });
for (const each of measured) {
  const figures = [each.itemBytes, each.bytes, median(each.put), median(each.get)].map(figure);
  console.log(`| ${each.name} | ${figures.join(' | ')} |`);
}
process.exit(0);
