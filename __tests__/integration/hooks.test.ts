import { setTimeout as sleep } from 'node:timers/promises';
import {
  AfterWriteError,
  Attribute,
  BaseRepository,
  type Client,
  ConfigurationError,
  Extend,
  type Extension,
  type ExtensionRequest,
  InvalidItemError,
  increment,
  OutcomeUnknownError,
  PartitionKey,
  Repository,
  readTransaction,
  SortKey,
  Table,
  Unique,
  ValidationError,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

/** A class whose extension calls the hooks of the running test. */
function noteModel(table: string) {
  const hooks: { current: Omit<Extension, 'name'> } = { current: {} };
  const hooked: Extension = {
    name: 'hooked',
    beforeWrite: (write) => hooks.current.beforeWrite?.(write),
    afterWrite: (write, written) => hooks.current.afterWrite?.(write, written),
    afterRead: (entity) => hooks.current.afterRead?.(entity),
    aroundSend: (request, send) => hooks.current.aroundSend?.(request, send) ?? send(),
  };

  @Table(table)
  @Extend(hooked)
  class Note {
    @PartitionKey() @Attribute(String) topic!: string;
    @SortKey() @Attribute(Number) id!: number;
    @Attribute(String, { optional: true }) text?: string;
    @Attribute(Number, { optional: true }) reads?: number;
  }

  @Repository(Note)
  class Notes extends BaseRepository<Note, 'topic' | 'id'> {}
  return { Note, hooks, notes: (client: Client, onInvalidItem?: () => void) => new Notes(client, { onInvalidItem }) };
}

onEveryEngine('hooks', (engine) => {
  const { Note, hooks, notes } = noteModel(engine.uniqueTable('notes'));
  const repository = () => notes(engine.client);

  beforeAll(() => repository().table.create());
  afterAll(() => repository().table.drop());
  afterEach(() => {
    hooks.current = {};
  });

  describe('beforeWrite', () => {
    engine.test('is awaited, and changes each kind of write', async () => {
      hooks.current = {
        beforeWrite: async ({ operation }) => {
          await sleep(1);
          if (operation === 'delete') return undefined;
          const text = `by ${operation}`;
          return operation === 'create' || operation === 'put' ? { item: { text } } : { changes: { text } };
        },
      };
      const key = { topic: 'changes', id: 1 };
      const texts = [
        (await repository().create(key)).text,
        (await repository().put(key)).text,
        (await repository().update(key, { reads: 1 })).text,
        (await repository().upsert({ ...key, id: 2 }, { reads: 1 })).text,
        (await repository().delete(key)).text,
      ];
      expect(texts).toEqual(['by create', 'by put', 'by update', 'by upsert', 'by update']);
    });

    engine.test('prevents a write by a rejection, and nothing is sent', async () => {
      hooks.current = { beforeWrite: () => Promise.reject(new Error('closed')) };
      const error = await repository()
        .create({ topic: 'veto', id: 1 })
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ValidationError);
      expect(error).toMatchObject({ message: expect.stringContaining('hooked'), cause: new Error('closed') });
      hooks.current = {};
      expect(await repository().get({ topic: 'veto', id: 1 })).toBeUndefined();
    });

    engine.test('waits for one extension after the other', async () => {
      const calls: string[] = [];
      const named = (name: string, ms: number): Extension => ({
        name,
        beforeWrite: async () => {
          calls.push(`${name} begins`);
          await sleep(ms);
          calls.push(`${name} ends`);
          return undefined;
        },
      });
      @Table(repository().schema.table.name)
      @Extend(named('second', 1))
      @Extend(named('first', 20))
      class Ordered {
        @PartitionKey() @Attribute(String) topic!: string;
        @SortKey() @Attribute(Number) id!: number;
      }
      @Repository(Ordered)
      class AllOrdered extends BaseRepository<Ordered, 'topic' | 'id'> {}
      await new AllOrdered(engine.client).put({ topic: 'order', id: 1 });
      expect(calls).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
    });

    engine.testWith('transactions', 'is awaited by commit(), which throws its error', async () => {
      hooks.current = { beforeWrite: async () => ({ item: { text: 'later' } }) };
      const transaction = writeTransaction(engine.client).create(repository(), { topic: 'tx', id: 1 });
      const [created] = await transaction.commit();
      expect(created).toEqual({ topic: 'tx', id: 1, text: 'later' });
      hooks.current = { beforeWrite: () => Promise.reject(new Error('closed')) };
      const refused = writeTransaction(engine.client).create(repository(), { topic: 'tx', id: 2 });
      await sleep(5);
      await expect(refused.commit()).rejects.toBeInstanceOf(ValidationError);
      expect(await repository().get({ topic: 'tx', id: 2 })).toBeUndefined();
    });

    engine.test('is awaited for each item of a batch, and the error names the item', async () => {
      hooks.current = {
        beforeWrite: async ({ item }) => {
          await sleep(1);
          if (item?.['id'] === 3) throw new Error('closed');
          return { item: { text: `n${item?.['id']}` } };
        },
      };
      await repository().putMany([
        { topic: 'batch', id: 1 },
        { topic: 'batch', id: 2 },
      ]);
      const error = await repository()
        .putMany([
          { topic: 'batch', id: 4 },
          { topic: 'batch', id: 3 },
        ])
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'item.invalid', issues: [{ path: expect.stringContaining('[1]') }] });
      expect((await repository().query({ topic: 'batch' }).all()).map(({ text }) => text)).toEqual(['n1', 'n2']);
    });

    engine.test('ends with the time of the call', async () => {
      hooks.current = { beforeWrite: () => new Promise(() => undefined) };
      const times = { timeoutMs: 20 };
      const timedOut = { code: 'call.timeout' };
      await expect(repository().put({ topic: 'slow', id: 1 }, times)).rejects.toMatchObject(timedOut);
      await expect(repository().putMany([{ topic: 'slow', id: 1 }], times)).rejects.toMatchObject(timedOut);
      await expect(repository().deleteMany([{ topic: 'slow', id: 1 }], times)).rejects.toMatchObject(timedOut);
      const transaction = writeTransaction(engine.client).create(repository(), { topic: 'slow', id: 1 });
      await expect(transaction.commit(times)).rejects.toMatchObject(timedOut);
    });

    engine.test('leaves no rejection unhandled if another item of the batch ends the call first', async () => {
      const unhandled: unknown[] = [];
      const note = (error: unknown) => unhandled.push(error);
      process.on('unhandledRejection', note);
      hooks.current = {
        beforeWrite: ({ item }) => {
          if (item?.['id'] === 2) throw new ConfigurationError('second');
          return sleep(1).then(() => {
            throw new ConfigurationError('first');
          });
        },
      };
      const items = [1, 2].map((id) => ({ topic: 'both', id }));
      await expect(repository().putMany(items)).rejects.toThrow('second');
      await sleep(20);
      process.off('unhandledRejection', note);
      expect(unhandled).toEqual([]);
    });
  });

  describe('afterWrite', () => {
    const recorded = () => {
      const calls: unknown[] = [];
      hooks.current = {
        afterWrite: async ({ operation, changes }, { item }) => {
          await sleep(1);
          calls.push([operation, changes, item]);
        },
      };
      return calls;
    };

    engine.test('gets the instance of each kind of write', async () => {
      const calls = recorded();
      const key = { topic: 'after', id: 1 };
      await repository().create({ ...key, reads: 1 });
      await repository().put({ ...key, reads: 2 });
      await repository().update(key, { text: 'a' });
      await repository().upsert(key, { text: 'b' });
      await repository().delete(key);
      await repository().deleteIfExists(key);
      expect(calls).toEqual([
        ['create', undefined, { ...key, reads: 1 }],
        ['put', undefined, { ...key, reads: 2 }],
        ['update', { text: 'a' }, { ...key, reads: 2, text: 'a' }],
        ['upsert', { text: 'b' }, { ...key, reads: 2, text: 'b' }],
        ['delete', undefined, { ...key, reads: 2, text: 'b' }],
      ]);
      expect((calls[0] as unknown[])[2]).toBeInstanceOf(Note);
    });

    engine.test('is not called for a refused write', async () => {
      await repository().create({ topic: 'refused', id: 1 });
      const calls = recorded();
      await expect(repository().create({ topic: 'refused', id: 1 })).rejects.toMatchObject({
        code: 'condition.alreadyExists',
      });
      expect(calls).toEqual([]);
    });

    engine.test('throws an error that says that the write was done', async () => {
      hooks.current = { afterWrite: () => Promise.reject(new Error('mail')) };
      const error = await repository()
        .create({ topic: 'failing', id: 1, text: 'a' })
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(AfterWriteError);
      expect(error).toMatchObject({
        code: 'write.afterWrite',
        written: true,
        operation: 'create',
        extension: 'hooked',
        item: { topic: 'failing', id: 1, text: 'a' },
        cause: new Error('mail'),
        message: expect.stringMatching(/create was done.*don't repeat create/),
      });
      hooks.current = {};
      expect(await repository().exists({ topic: 'failing', id: 1 })).toBe(true);
    });

    engine.testWith('transactions', 'follows each action of a transaction', async () => {
      await repository().create({ topic: 'tx-after', id: 2 });
      const calls = recorded();
      await writeTransaction(engine.client)
        .create(repository(), { topic: 'tx-after', id: 1 })
        .update(repository(), { topic: 'tx-after', id: 2 }, { text: 'b' })
        .commit();
      expect(calls).toEqual([
        ['create', undefined, { topic: 'tx-after', id: 1 }],
        ['update', { text: 'b' }, undefined],
      ]);
    });

    engine.testWith('transactions', 'leaves a transaction committed if it throws', async () => {
      hooks.current = { afterWrite: () => Promise.reject(new Error('mail')) };
      const transaction = writeTransaction(engine.client).create(repository(), { topic: 'tx-after', id: 9 });
      await expect(transaction.commit()).rejects.toBeInstanceOf(AfterWriteError);
      await expect(transaction.commit()).rejects.toThrow('committed already');
    });

    engine.test('follows each item of a batch, the last of equal keys', async () => {
      const calls = recorded();
      await repository().putMany([
        { topic: 'many', id: 1, text: 'first' },
        { topic: 'many', id: 2 },
        { topic: 'many', id: 1, text: 'last' },
      ]);
      await repository().deleteMany([{ topic: 'many', id: 2 }]);
      expect(calls).toEqual([
        ['put', undefined, { topic: 'many', id: 1, text: 'last' }],
        ['put', undefined, { topic: 'many', id: 2 }],
        ['delete', undefined, undefined],
      ]);
    });

    engine.test('follows each item of deletePartition', async () => {
      await repository().putMany([1, 2, 3].map((id) => ({ topic: 'partition', id })));
      const calls = recorded();
      await repository().deletePartition({ topic: 'partition' });
      expect(calls).toHaveLength(3);
    });
  });

  describe('afterRead', () => {
    engine.test('is awaited by every read, and can change the instance', async () => {
      const keys = [1, 2].map((id) => ({ topic: 'reads', id }));
      await repository().putMany(keys);
      hooks.current = {
        afterRead: async (entity) => {
          await sleep(1);
          Object.assign(entity, { text: 'shown' });
        },
      };
      const [one, two] = keys as [(typeof keys)[0], (typeof keys)[0]];
      const shown = { text: 'shown' };
      expect(await repository().get(one)).toMatchObject(shown);
      expect(await repository().getMany(keys)).toMatchObject([shown, shown]);
      expect(await repository().query({ topic: 'reads' }).all()).toMatchObject([shown, shown]);
      expect((await repository().scan().page()).items[0]).toMatchObject(shown);
      expect(await repository().update(two, { reads: 1 })).toMatchObject(shown);
      const { Items } = await repository().raw('Query', ({ table, name, value }) => ({
        TableName: table,
        KeyConditionExpression: `${name('topic')} = ${value('topic', 'reads')}`,
      }));
      expect(Items).toMatchObject([shown, shown]);
    });

    engine.testWith('transactions', 'is awaited by a transaction of reads', async () => {
      const key = { topic: 'tx-reads', id: 1 };
      await repository().put(key);
      hooks.current = { afterRead: async (entity) => void Object.assign(entity, { text: 'shown' }) };
      expect(await readTransaction(engine.client).get(repository(), key).run()).toEqual([{ ...key, text: 'shown' }]);
    });

    engine.test('rejects an item, which onInvalidItem can skip', async () => {
      await repository().putMany([1, 2, 3].map((id) => ({ topic: 'rejected', id })));
      hooks.current = {
        afterRead: async (entity) => {
          if ((entity as { readonly id: number }).id === 2) throw new Error('secret');
        },
      };
      await expect(repository().query({ topic: 'rejected' }).all()).rejects.toBeInstanceOf(InvalidItemError);
      const skipping = notes(engine.client, () => undefined);
      expect((await skipping.query({ topic: 'rejected' }).all()).map(({ id }) => id)).toEqual([1, 3]);
    });
  });

  describe('aroundSend', () => {
    engine.test('sees each request', async () => {
      const sent: [string, string][] = [];
      hooks.current = {
        aroundSend: (request: ExtensionRequest, send) => {
          sent.push([request.operation, request.table]);
          return send();
        },
      };
      await repository().put({ topic: 'sent', id: 1 });
      await repository().query({ topic: 'sent' }).all();
      await repository().getMany([{ topic: 'sent', id: 1 }]);
      const { name } = repository().schema.table;
      expect(sent).toEqual([
        ['PutItem', name],
        ['Query', name],
        ['BatchGetItem', name],
      ]);
    });

    engine.test('answers a read without sending it', async () => {
      hooks.current = {
        aroundSend: async () => ({ Item: { topic: { S: 'cached' }, id: { N: '7' }, text: { S: 'c' } } }),
      };
      expect(await repository().get({ topic: 'cached', id: 7 })).toEqual({ topic: 'cached', id: 7, text: 'c' });
    });

    engine.test('sends another input', async () => {
      await repository().put({ topic: 'input', id: 1 });
      const inputs: object[] = [];
      hooks.current = {
        aroundSend: (request, send) => {
          inputs.push(request.input);
          return send({ ...request.input, ConsistentRead: true });
        },
      };
      expect(await repository().get({ topic: 'input', id: 1 })).toEqual({ topic: 'input', id: 1 });
      expect(inputs).toHaveLength(1);
    });

    engine.test('sends a failed request again', async () => {
      hooks.current = {
        aroundSend: (request, send) => send({ ...request.input, TableName: 'no-such-table' }).catch(() => send()),
      };
      await repository().put({ topic: 'again', id: 1 });
      hooks.current = {};
      expect(await repository().exists({ topic: 'again', id: 1 })).toBe(true);
    });

    engine.test('does not make a write that was done look like a failure', async () => {
      await repository().put({ topic: 'done', id: 1, reads: 1 });
      hooks.current = {
        aroundSend: async (request, send) => {
          const output = await send();
          if (request.operation === 'UpdateItem') throw new Error('timer');
          return output;
        },
      };
      const error = await repository()
        .update({ topic: 'done', id: 1 }, { reads: increment(1) })
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(OutcomeUnknownError);
      hooks.current = {};
      expect(await repository().get({ topic: 'done', id: 1 })).toMatchObject({ reads: 2 });
    });

    engine.test('does not make a write in flight look like a failure', async () => {
      await repository().put({ topic: 'flight', id: 1, reads: 1 });
      const sends: Promise<object>[] = [];
      hooks.current = {
        aroundSend: (request, send) => {
          if (request.operation !== 'UpdateItem') return send();
          sends.push(send());
          return Promise.reject(new Error('too slow'));
        },
      };
      const error = await repository()
        .update({ topic: 'flight', id: 1 }, { reads: increment(1) })
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(OutcomeUnknownError);
      await Promise.all(sends);
      hooks.current = {};
      expect(await repository().get({ topic: 'flight', id: 1 })).toMatchObject({ reads: 2 });
    });

    engine.testWith('transactions', 'names the call and the key if a unique value makes it a transaction', async () => {
      @Table(engine.uniqueTable('unique'))
      @Extend({
        name: 'lost',
        aroundSend: async (request, send) => {
          const output = await send();
          if (request.operation === 'TransactWriteItems') throw new Error('timer');
          return output;
        },
      })
      class Member {
        @PartitionKey() @Attribute(Number) id!: number;
        @Unique() @Attribute(String) mail!: string;
      }
      @Repository(Member)
      class Members extends BaseRepository<Member, 'id'> {}
      const members = new Members(engine.client);
      await members.table.create();
      const error = await members.create({ id: 1, mail: 'a' }).catch((thrown: unknown) => thrown);
      await members.table.drop();
      expect(error).toMatchObject({
        code: 'write.outcomeUnknown',
        operation: 'create',
        key: 'id=1',
        cause: new Error('timer'),
      });
    });

    engine.test('can not do a write twice', async () => {
      await repository().put({ topic: 'twice', id: 1, reads: 1 });
      hooks.current = {
        aroundSend: async (request, send) => {
          const output = await send();
          return request.operation === 'UpdateItem' ? send() : output;
        },
      };
      await expect(repository().update({ topic: 'twice', id: 1 }, { reads: increment(1) })).rejects.toBeInstanceOf(
        OutcomeUnknownError,
      );
      hooks.current = {};
      expect(await repository().get({ topic: 'twice', id: 1 })).toMatchObject({ reads: 2 });
    });

    engine.test('rejects an answer that is no output', async () => {
      hooks.current = { aroundSend: (async () => undefined) as never };
      await expect(repository().get({ topic: 'none', id: 1 })).rejects.toMatchObject({
        code: 'configuration.invalid',
        message: expect.stringContaining('return what send() returns'),
      });
    });

    engine.testWith('transactions', 'is called once for a transaction of several classes', async () => {
      const other = noteModel(repository().schema.table.name);
      const calls: string[] = [];
      hooks.current = {
        aroundSend: (request, send) => {
          calls.push(`first ${request.operation}`);
          return send();
        },
      };
      other.hooks.current = {
        aroundSend: (request, send) => {
          calls.push(`second ${request.operation}`);
          return send();
        },
      };
      await writeTransaction()
        .put(repository(), { topic: 'tx-sent', id: 1 })
        .put(repository(), { topic: 'tx-sent', id: 2 })
        .put(other.notes(engine.client), { topic: 'tx-sent', id: 3 })
        .commit();
      expect(calls).toEqual(['first TransactWriteItems', 'second TransactWriteItems']);
    });
  });
});
