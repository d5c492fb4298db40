import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { schemaOf } from 'annotable';
import { decryptItem } from 'annotable/encryption';
import type { StoredItem } from '../../lib/sdk-types.ts';
import { patientModel, userModel } from './models.ts';

// Set ANNOTABLE_ENCRYPTION_ITEMS for more items: 10,000 were run once.
const count = Number(process.env['ANNOTABLE_ENCRYPTION_ITEMS'] ?? 1_000);
const perBatch = 25;

/** A repeatable source of numbers below 1. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = randomFrom(22);
const whole = (below: number): number => Math.floor(random() * below);
const letters = 'abcdefghijklmnopqrstuvwxyzäöü漢字';
const word = (length = 12 + whole(40)): string => Array.from({ length }, () => letters[whole(letters.length)]).join('');
const longNumber = (): number => 100_000_000 + whole(900_000_000);

/** An item, and the texts that no request may contain. */
function secretItem(id: number) {
  const [diagnosis, street, nut, note, comment] = [word(), word(), word(), word(), word()];
  const [income, reading, number] = [longNumber(), longNumber() + 0.5, longNumber()];
  const scan = Buffer.from(word());
  const born = new Date(1e12 + whole(1e11));
  const item = {
    clinic: `c${whole(20)}`,
    id,
    diagnosis,
    income,
    born,
    scan,
    address: { street, number },
    allergies: new Set([nut]),
    readings: [reading],
    notes: { [note]: note },
    comment,
  };
  const texts = [diagnosis, street, nut, note, comment, income, reading, number, born.toISOString()].map(String);
  return { item, texts: [...texts, scan.toString('base64'), scan.toString('utf8')] };
}

/** A client whose request handler records bodies, and answers without a service. */
function silentClient() {
  const bodies: string[] = [];
  const requestHandler = {
    handle: async ({ body }: { body: Uint8Array | string }) => {
      bodies.push(typeof body === 'string' ? body : new TextDecoder().decode(body));
      const headers = { 'content-type': 'application/x-amz-json-1.0' };
      return { response: { statusCode: 200, headers, body: Readable.from(['{}']) } };
    },
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ region: 'local', credentials, requestHandler: requestHandler as never });
  return { client, bodies };
}

/** Bytes of a recorded request are base64 text. */
const itemsIn = (body: string): StoredItem[] => {
  const { RequestItems = {}, Item } = JSON.parse(body);
  const writes = Object.values(RequestItems).flat() as { PutRequest: { Item: StoredItem } }[];
  return Item === undefined ? writes.map(({ PutRequest }) => PutRequest.Item) : [Item];
};

test('no byte of a value is in a request, and every moved ciphertext is refused', async () => {
  const { client, bodies } = silentClient();
  const { Patient, patients } = patientModel('wire');
  const repository = patients(client);
  const { mapper } = schemaOf(Patient);
  const written: { item: object; stored: StoredItem }[] = [];
  for (let first = 0; first < count; first += perBatch) {
    const batch = Array.from({ length: Math.min(perBatch, count - first) }, (_, index) => secretItem(first + index));
    await repository.putMany(batch.map(({ item }) => item));
    const [one] = batch;
    if (one !== undefined) {
      await repository.create(one.item);
      const { clinic, id, ...changes } = one.item;
      await repository.update({ clinic, id }, changes).catch(() => undefined);
      await repository.upsert({ clinic, id }, changes).catch(() => undefined);
    }
    const sent = bodies.splice(0);
    expect(sent.length).toBe(4);
    const all = sent.join('\n');
    for (const text of batch.flatMap(({ texts }) => texts)) if (all.includes(text)) throw new Error('a value was sent');
    const stored = itemsIn(sent[0] as string);
    const byId = new Map(stored.map((each) => [Number(each['id']?.N), each]));
    for (const { item } of batch) written.push({ item, stored: byId.get(item.id) as StoredItem });
  }

  const names = ['diagnosis', 'income', 'born', 'scan', 'address', 'allergies', 'readings', 'notes', 'comment'];
  for (const [index, { item, stored }] of written.entries()) {
    expect(mapper.fromItem(await decryptItem(Patient, stored))).toMatchObject({ ...item, scan: expect.anything() });
    const other = written[(index + 1 + whole(written.length - 1)) % written.length]?.stored as StoredItem;
    const [name, another] = [names[whole(names.length)] as string, names[whole(names.length)] as string];
    const moved = [
      { ...stored, [name]: other[name] },
      ...(name === another ? [] : [{ ...stored, [name]: stored[another] }]),
    ];
    for (const each of moved) {
      const opened = await decryptItem(Patient, each as StoredItem);
      expect(() => mapper.fromItem(opened)).toThrow("can't be decrypted");
    }
  }
}, 600_000);

test('no searched value is in the request of a query or scan', async () => {
  const { client, bodies } = silentClient();
  const { User, users } = userModel('wire-users');
  const repository = users(client);
  const [email, phone] = [word(), word()];
  await repository.query({ phone }, { index: 'byPhone', filter: { email } }).all();
  await repository.scan({ filter: { email, phone } }).all();
  await repository.create({ id: 1, email, phone }).catch(() => undefined);
  expect(bodies.length).toBeGreaterThan(2);
  for (const text of [email, phone]) expect(bodies.join('\n')).not.toContain(text);
  expect(schemaOf(User).attributes['phone']?.name).toBe('tel');
});
