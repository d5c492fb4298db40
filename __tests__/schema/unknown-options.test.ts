import {
  Attribute,
  BaseRepository,
  documentOf,
  Extend,
  type Extension,
  type ExtensionWrite,
  Index,
  LocalIndex,
  ModelDefinitionError,
  PartitionKey,
  Repository,
  SortKey,
  schemaOf,
  Table,
  writeTransaction,
} from 'annotable';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import { unsendableClient } from '../support/unsendable-client.ts';
import { definition, problemsOf } from './support.ts';

type AnyIndex = (name: string, settings?: object) => (target: object, context?: unknown) => void;
const [UntypedIndex, UntypedLocalIndex] = [Index, LocalIndex] as unknown as [AnyIndex, AnyIndex];

const untyped = (options: object): never => options as never;

test('reports all unknown options of decorators at once', () => {
  @Table('things', untyped({ biling: 'onDemand', name: 'other' }))
  @PartitionKey('id')
  @SortKey('at')
  @UntypedIndex('byName', { partitionKey: 'name', project: 'ALL' })
  @UntypedLocalIndex('byRank', { sortKey: 'name', partitionKey: 'at' })
  class Thing {
    @Attribute(String, untyped({ optionnal: true })) id!: string;
    @Attribute(String, untyped({ unique: true, enum: ['a'] })) name!: string;
    @Attribute(String, untyped(['x'])) at!: string;
  }
  const problems = problemsOf(() => schemaOf(Thing));
  for (const [where, name] of [
    ["table 'things'", 'biling'],
    ["table 'things'", 'name'],
    ["index 'byName'", 'project'],
    ["index 'byRank'", 'partitionKey'],
    ['Thing.id', 'optionnal'],
    ['Thing.name', 'unique'],
    ['Thing.name', 'enum'],
  ])
    expect(problems).toContainEqual(
      expect.stringContaining(`${where}: there is no option '${name}'; the options are `),
    );
  expect(problems).toContain('Thing.at: its options must be an object, not an array');
  expect(problems).toHaveLength(8);
});

test('ignores undefined options', () => {
  @Table('things', untyped({ billing: undefined, other: undefined }))
  @PartitionKey('id')
  class Thing {
    @Attribute(String, untyped({ other: undefined })) id!: string;
  }
  expect(schemaOf(Thing).attributes['id']).toMatchObject({ optional: false });
});

test('reports unknown options of an index without settings', () => {
  @Table('things')
  @PartitionKey('id')
  @UntypedIndex('byName')
  class Thing {
    @Attribute(String) id!: string;
  }
  expect(problemsOf(() => schemaOf(Thing))).toContain("index 'byName': its options must be an object, not undefined");
});

test('rejects unknown options in defineSchema', () => {
  const attributes = { id: { type: String, optionnal: true } };
  expect(problemsOf(() => defineSchema(definition({ attributes } as never)))).toEqual([
    expect.stringContaining("id: there is no option 'optionnal'; the options are "),
  ]);
});

describe('options of an extension', () => {
  const seen: ExtensionWrite['options'][] = [];
  const tenancy: Extension = {
    name: 'tenancy',
    options: ['tenant'],
    beforeWrite: ({ options }) => {
      seen.push(options);
      return undefined;
    },
  };
  @Table('things')
  @PartitionKey('id')
  @Extend(tenancy)
  class Thing {
    @Attribute(Number) id!: number;
    @Attribute(String, { optional: true }) name?: string;
  }
  @Repository(Thing)
  class Things extends BaseRepository<Thing, 'id'> {}
  const client = unsendableClient();
  const things = new Things(client);
  const tenant = untyped({ tenant: 'a' });

  test.each<[string, () => unknown]>([
    ['create', () => things.create({ id: 1 }, tenant)],
    ['put', () => things.put({ id: 1 }, tenant)],
    ['update', () => things.update(1, { name: 'a' }, tenant)],
    ['upsert', () => things.upsert(1, { name: 'a' }, tenant)],
    ['delete', () => things.delete(1, tenant)],
    ['deleteIfExists', () => things.deleteIfExists(1, tenant)],
    ['put of a transaction', () => writeTransaction(client).put(things, { id: 1 }, tenant).commit()],
  ])('that it declares reach it in %s', async (_name, call) => {
    seen.length = 0;
    await expect(call()).rejects.toThrow('was sent');
    expect(seen).toEqual([{ tenant: 'a' }]);
  });

  test('are rejected if they are not declared, with the names of the declared ones', async () => {
    await expect(things.put({ id: 1 }, untyped({ tennant: 'a' }))).rejects.toThrow(
      "things: put() has no option 'tennant'; its options are if, signal, tenant, timeoutMs",
    );
  });

  test("can't have the names of options of the framework", () => {
    @Extend({ ...tenancy, options: ['if'] })
    class Wrong extends Thing {}
    expect(problemsOf(() => schemaOf(Wrong))).toEqual([
      "extension 'tenancy' declares the option 'if', which is the framework's; use another name",
    ]);
    expect(() => schemaOf(Wrong)).toThrow(ModelDefinitionError);
  });
});

test('unknown members of a definition, its documents and its extensions are problems of the class', () => {
  const address = documentOf(untyped({ name: 'Address', attributes: {}, attribute: {} }));
  const wrong = {
    ...definition({ attributes: { id: { type: String }, address: { type: address } } }),
    sortkey: 'id',
    extensions: [
      { name: 'own', beforeWrites: () => undefined },
      new (class {
        name = 'classy';
        state = 1;
      })(),
    ],
  };
  const known =
    'attributes, deletedAt, entity, extensions, indexes, localIndexes, model, name, partitionKey, problems, rules, sortKey, table';
  expect(problemsOf(() => defineSchema(untyped(wrong)))).toEqual([
    `User: there is no option 'sortkey'; the options are ${known}, timeToLive, untyped, vectorIndexes`,
    `Address: there is no option 'attribute'; the options are ${known}, timeToLive, untyped, vectorIndexes`,
    "extension 'own': there is no option 'beforeWrites'; the options are afterRead, afterWrite, aroundSend, beforeWrite, checksVersion, fills, manages, name, options, refusesBatches",
  ]);
});
