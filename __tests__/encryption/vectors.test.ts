import {
  Attribute,
  BaseRepository,
  type Client,
  PartitionKey,
  Repository,
  Table,
  VectorIndex,
  vector,
} from 'annotable';
import { Encrypted, encrypted } from 'annotable/encryption';
import { defineSchema, vectorIndex } from '../../lib/index.ts';
import type { SchemaDefinition } from '../../lib/schema/definition.ts';
import { onEveryEngine } from '../support/engines.ts';
import { ringOf } from './models.ts';
import { wireClient } from './wire.ts';

const keyRing = ringOf();

function passageModel(table: string) {
  @Table(table)
  @PartitionKey('id')
  @VectorIndex('byMeaning', {
    vector: 'embedding',
    partitionKey: 'tenant',
    filters: ['lang'],
    distance: 'cosine',
    projection: ['text', 'lang'],
  })
  class Passage {
    @Attribute(String) id!: string;
    @Encrypted({ keyRing, searchable: true }) @Attribute(String) tenant!: string;
    @Encrypted({ keyRing, searchable: true }) @Attribute(String, { optional: true, name: 'l' }) lang?: string;
    @Encrypted({ keyRing }) @Attribute(String) text!: string;
    @Attribute(vector(2)) embedding!: Float32Array;
    @Encrypted({ keyRing }) @Attribute(vector(2), { optional: true }) secret?: Float32Array;
  }
  @Repository(Passage)
  class Passages extends BaseRepository<Passage, 'id'> {}
  return { Passage, passages: (client: Client) => new Passages(client) };
}

onEveryEngine('a class with a vector index and encrypted attributes', (engine) => {
  const { Passage, passages } = passageModel(engine.uniqueTable('sealed'));
  const wire = wireClient(engine);
  const repository = passages(wire.client);
  const isReady = engine.name !== 'dynalite';
  const needed = 'vectorIndexes';
  beforeAll(async () => {
    if (!isReady) return;
    await repository.table.create();
    await repository.putMany([
      { id: 'a', tenant: 'hidden-1', lang: 'secret-en', text: 'hidden cat', embedding: [1, 0], secret: [81516, 4711] },
      { id: 'b', tenant: 'hidden-1', lang: 'secret-de', text: 'hidden dog', embedding: [1, 0.1] },
      { id: 'c', tenant: 'hidden-2', lang: 'secret-en', text: 'hidden cow', embedding: [1, 0] },
    ]);
  });
  afterEach(() => {
    for (const body of wire.requests) expect(body).not.toMatch(/hidden|secret-|81516|4711/);
    wire.clear();
  });
  afterAll(async () => {
    if (isReady) await repository.table.drop();
    wire.client.destroy();
  });

  const search = (where: object) => repository.search([1, 0], { index: 'byMeaning', where });

  engine.testWith(needed, 'is searched by hashes, and its items are decrypted', async () => {
    const hits = await search({ tenant: 'hidden-1' });
    expect(hits.map(({ item }) => ({ ...item }))).toEqual([
      { id: 'a', lang: 'secret-en', text: 'hidden cat' },
      { id: 'b', lang: 'secret-de', text: 'hidden dog' },
    ]);
    expect(hits[0]?.item).toBeInstanceOf(Passage);
    expect((await search({ tenant: 'hidden-1', lang: 'secret-de' })).map(({ item }) => item.id)).toEqual(['b']);
    expect(await search({ tenant: 'nobody' })).toEqual([]);
  });

  engine.testWith(needed, 'is searched for some of its attributes', async () => {
    const options = { index: 'byMeaning', where: { tenant: 'hidden-2' }, select: ['text'] as const };
    const [hit] = await repository.search([1, 0], options);
    expect({ ...hit?.item }).toEqual({ text: 'hidden cow' });
  });

  engine.testWith(needed, 'stores another vector encrypted', async () => {
    expect((await repository.getOrThrow('a')).secret).toEqual(Float32Array.of(81516, 4711));
  });
});

describe('the definition', () => {
  const base = { name: 'Passage', table: { name: 'passages' }, partitionKey: 'id' };
  const secret = encrypted({ keyRing });
  const problemOf = (tenant: object, embedding: object, index: object): string => {
    const definition = {
      ...base,
      attributes: {
        id: { type: String },
        tenant: { type: String, ...tenant },
        embedding: { type: vector(2), ...embedding },
      },
      vectorIndexes: { byMeaning: vectorIndex({ vector: 'embedding', distance: 'cosine', ...index }) },
    };
    try {
      defineSchema(definition as SchemaDefinition);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  test('refuses an encrypted vector of an index', () => {
    expect(problemOf({}, { encrypted: secret }, {})).toContain(
      "'embedding' is encrypted: it is the vector of index 'byMeaning', which DynamoDB must read",
    );
  });

  test.each([
    ['partitionKey', 'tenant'],
    ['filters', ['tenant']],
  ])('refuses an encrypted attribute without a hash as %s', (name, value) => {
    expect(problemOf({ encrypted: secret }, {}, { [name]: value })).toContain(
      "index 'byMeaning', and is encrypted; declare it { searchable: true }",
    );
  });
});
