/* A suite as a user of Vitest writes it. `vitest.test.ts` runs it. */
import {
  Attribute,
  BaseRepository,
  ItemAlreadyExistsError,
  MemoryLinker,
  PartitionKey,
  Repository,
  Table,
  ThrottledError,
} from 'annotable';
import { fake, fakeMany, linkerContract, recordingClient, testEngine } from 'annotable/testing';
import { afterAll, afterEach, expect, test } from 'vitest';

// Here, because Vite reads the dialect of decorators from the tsconfig.json of this folder.
@Table('phonebook')
@PartitionKey('personId')
class Phone {
  @Attribute(Number) personId!: number;
  @Attribute(String) name!: string;
}

@Repository(Phone)
class Phones extends BaseRepository<Phone, 'personId'> {}

const engine = await testEngine();
const recording = recordingClient({ client: engine.client });
const phones = await engine.open(Phones, { client: recording.client });
afterEach(async () => {
  await engine.reset();
  recording.clear();
});
afterAll(() => engine.stop());

test('stores a phone once', async () => {
  await phones.create(fake(Phone));
  await expect(phones.create(fake(Phone))).rejects.toThrow(ItemAlreadyExistsError);
  expect(recording.requests.length).toBe(2);
});

test('begins with an empty table', async () => {
  expect(await phones.scan().count()).toBe(0);
  await phones.putMany(fakeMany(Phone, 30));
  expect(await phones.scan().count()).toBe(30);
});

test('handles a throttled read', async () => {
  recording.failNext('throttled');
  await expect(phones.get(1)).rejects.toThrow(ThrottledError);
});

for (const { name, run } of linkerContract((options) => new MemoryLinker(options)).slice(0, 2)) test(name, run);
