/** The parameter and result types of `annotable/testing`. */
import { DynamoLinker, MemoryLinker, RequestStatusRepository } from 'annotable';
import { fake, fakeMany, testEngine } from 'annotable/testing';
import { Phone, Phones } from '../testing/models.ts';
import type { Equal, Expect } from './equal.ts';

export async function opensRepositories(): Promise<void> {
  const engine = await testEngine({ engine: 'dynalite', now: new Date(0) });

  // accepts classes of repositories, linkers, and trackers, each with its own options
  const phones = await engine.open(Phones);
  type _phones = Expect<Equal<typeof phones, Phones>>;
  await engine.open(Phones, { tableName: 'archive', clock: () => 0, client: engine.client });
  const linker = await engine.open(DynamoLinker, { namespace: 'a', native: true });
  type _linker = Expect<Equal<typeof linker, DynamoLinker>>;
  await engine.open(RequestStatusRepository, { shards: 2 });

  // refuses options that the class doesn't have, and classes that are no repositories
  // @ts-expect-error
  await engine.open(Phones, { shards: 2 });
  // @ts-expect-error
  await engine.open(DynamoLinker, { namespace: 1 });
  // @ts-expect-error
  await engine.open(MemoryLinker);
  // @ts-expect-error
  await engine.open(Date);
  // @ts-expect-error
  await testEngine({ port: 8000 });
}

export async function makesItems(phones: Phones): Promise<void> {
  // accepts the class, and properties of it as overrides
  const phone = fake(Phone, { seed: 'a', overrides: { name: 'Ann', expiresAt: undefined } });
  type _phone = Expect<Equal<typeof phone, Phone>>;
  await phones.create(phone);
  await phones.putMany(fakeMany(Phone, 2, { overrides: (index) => ({ personId: index }) }));
  fake(phones.schema, { overrides: { name: 'Ann' } });

  // refuses properties that the class doesn't have, or of another type
  // @ts-expect-error
  fake(Phone, { overrides: { nmae: 'Ann' } });
  // @ts-expect-error
  fakeMany(Phone, 2, { overrides: () => ({ name: 5 }) });
}
