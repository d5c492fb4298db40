/* A suite as a user of `node:test` writes it. `node-test.test.ts` runs it. */
import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { ItemAlreadyExistsError, MemoryLinker, ThrottledError } from 'annotable';
import { fake, fakeMany, linkerContract, recordingClient, testEngine } from 'annotable/testing';
import { Phone, Phones } from './models.ts';

const engine = await testEngine();
const recording = recordingClient({ client: engine.client });
const phones = await engine.open(Phones, { client: recording.client });
afterEach(async () => {
  await engine.reset();
  recording.clear();
});
after(() => engine.stop());

test('stores a phone once', async () => {
  await phones.create(fake(Phone));
  await assert.rejects(phones.create(fake(Phone)), ItemAlreadyExistsError);
  assert.equal(recording.requests.length, 2);
});

test('begins with an empty table', async () => {
  assert.equal(await phones.scan().count(), 0);
  await phones.putMany(fakeMany(Phone, 30));
  assert.equal(await phones.scan().count(), 30);
});

test('handles a throttled read', async () => {
  recording.failNext('throttled');
  await assert.rejects(phones.get(1), ThrottledError);
});

for (const { name, run } of linkerContract((options) => new MemoryLinker(options)).slice(0, 2)) test(name, run);
