import {
  Attribute,
  BaseRepository,
  type Client,
  Extend,
  type Extension,
  type ExtensionEffect,
  increment,
  OutcomeUnknownError,
  PartitionKey,
  Repository,
  Table,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { faultyClient } from '../traps/models.ts';

/** Counts the updates of an item, with the name of an extension of the framework. */
const counting = (effect: Partial<ExtensionEffect>): Extension => ({
  name: 'version',
  manages: ['writes'],
  beforeWrite: ({ operation }) =>
    operation === 'update' ? { changes: { writes: increment(1) }, ...effect } : undefined,
});

function countedModel(table: string, extension: Extension) {
  @Table(table)
  @Extend(extension)
  class Counted {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(Number, { default: 0 }) writes!: number;
    @Attribute(Number, { default: 0 }) visits!: number;
    @Attribute(String, { optional: true }) text?: string;
  }

  @Repository(Counted)
  class Counteds extends BaseRepository<Counted, 'id', 'writes' | 'visits'> {}
  return (client: Client) => new Counteds(client);
}

onEveryEngine('retries after a lost response with extensions', (engine) => {
  const table = engine.uniqueTable('repeatable');
  const silent = countedModel(table, counting({}));
  const repeatable = countedModel(table, counting({ repeatable: true }));
  beforeAll(() => silent(engine.client).table.create());
  afterAll(() => silent(engine.client).table.drop());

  const lose = async (update: (client: Client) => Promise<unknown>): Promise<unknown> => {
    const { faults, client } = await faultyClient(engine, 3);
    try {
      await faults.setPlan([{ op: 'UpdateItem', fault: 'resetAfter', when: { first: 1 } }]);
      return await update(client).catch((error: unknown) => error);
    } finally {
      client.destroy();
      await faults.close();
    }
  };
  const stored = (id: string) => silent(engine.client).get(id, { consistent: true });

  engine.test('an increment of an extension is not sent again, for any name of the extension', async () => {
    await silent(engine.client).create({ id: 'silent' });
    const outcome = await lose((client) => silent(client).update('silent', { text: 'a' }));
    expect(outcome).toBeInstanceOf(OutcomeUnknownError);
    expect(await stored('silent')).toMatchObject({ writes: 1, text: 'a' });
  });

  engine.test('changes of an effect marked repeatable are sent again', async () => {
    await repeatable(engine.client).create({ id: 'said' });
    const outcome = await lose((client) => repeatable(client).update('said', { text: 'a' }));
    expect(outcome).toMatchObject({ writes: 2, text: 'a' });
  });

  engine.test('an increment of the caller is not repeatable if only the effect is', async () => {
    await repeatable(engine.client).create({ id: 'caller' });
    const outcome = await lose((client) => repeatable(client).update('caller', { visits: increment(1) }));
    expect(outcome).toBeInstanceOf(OutcomeUnknownError);
    expect(await stored('caller')).toMatchObject({ visits: 1 });
  });

  engine.test('the option version is rejected if an extension only has the name version', async () => {
    await expect(silent(engine.client).update('x', { text: 'a' }, { version: 1 })).rejects.toThrow(
      /Counted has no version to check; add @Version\(\)/,
    );
  });
});
