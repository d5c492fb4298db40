import { inspect } from 'node:util';
import { type AnnotableError, exists, notExists, writeTransaction } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { faultyClient } from '../traps/models.ts';
import { memberModel } from './order-models.ts';

const secret = 'secret@example.com';

interface LoggedError extends AnnotableError {
  readonly item: object;
  readonly reasons: readonly { readonly item: object }[];
}

/** Everything that a logger can print of an error, including its causes. */
function logged(error: unknown): string {
  const causes: unknown[] = [];
  for (let each = error; each !== undefined; each = (each as Error).cause) causes.push(each);
  const texts = causes.map((each) => JSON.stringify(each) + JSON.stringify({ ...(each as object) }) + String(each));
  return [inspect(error, { depth: 10 }), ...texts].join('\n');
}

onEveryEngine('a logged error', (engine) => {
  const { members } = memberModel(engine.uniqueTable('logged'));
  const repository = () => members(engine.client);
  const failed = async (write: Promise<unknown>): Promise<LoggedError> => {
    const error = await write.catch((caught) => caught);
    expect(error).toBeInstanceOf(Error);
    return error as LoggedError;
  };
  beforeAll(async () => {
    await repository().table.create();
    if (engine.name !== 'dynalite') await repository().create({ id: 1, email: secret });
  });
  afterAll(() => repository().table.drop());

  engine.testWith(
    'transactions',
    'of a refused write shows no values of the item, which stays accessible',
    async () => {
      for (const write of [
        () => repository().update(1, { visits: 1 }, { if: { visits: exists() } }),
        () => repository().update(1, { visits: 1 }, { version: 7 }),
      ]) {
        const error = await failed(write());
        expect(logged(error)).not.toContain(secret);
        expect(error.item).toMatchObject({ email: secret });
        expect(error.cause).toMatchObject({ name: 'ConditionalCheckFailedException', Item: { email: { S: secret } } });
      }
    },
  );

  engine.testWith('transactions', 'of a refused transaction shows no values of its items', async () => {
    const update = repository().create({ id: 1, email: 'other@example.com' });
    expect(logged(await failed(update))).not.toContain(secret);
    const transaction = writeTransaction(engine.client).check(repository(), 1, { email: notExists() });
    const error = await failed(transaction.commit());
    expect(logged(error)).not.toContain(secret);
    expect(error.reasons[0]?.item).toMatchObject({ email: secret });
    const [reason] =
      (error.cause as { CancellationReasons?: { Code?: string; Item?: object }[] }).CancellationReasons ?? [];
    expect(reason).toMatchObject({ Code: 'ConditionalCheckFailed', Item: { email: { S: secret } } });
    expect(JSON.stringify(reason)).toContain('ConditionalCheckFailed');
  });

  engine.testWith('transactions', 'of a write with unknown outcome shows no values', async () => {
    const { faults, client } = await faultyClient(engine, 2);
    try {
      await faults.setPlan([{ op: 'UpdateItem', fault: 'resetAfter', when: { first: 1 } }]);
      const update = members(client).update(1, { visits: 2 }, { version: 1 });
      const error = await failed(update);
      expect(error.code).toBe('write.outcomeUnknown');
      expect(logged(error)).not.toContain(secret);
      expect(error.item).toMatchObject({ email: secret });
    } finally {
      client.destroy();
      await faults.close();
    }
  });
});
