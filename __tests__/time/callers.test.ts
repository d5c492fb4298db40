import { Attribute, BaseRepository, PartitionKey, Repository, Table, writeTransaction } from 'annotable';

@Table('notes')
@PartitionKey('id')
class Note {
  @Attribute(String) id!: string;
  @Attribute(String) text!: string;
}

@Repository(Note)
class Notes extends BaseRepository<Note, 'id'> {}

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/** A repository whose calls all fail asynchronously. */
function failing(name: string): Notes {
  const send = async (): Promise<never> => {
    await later();
    throw Object.assign(new Error('as the service says it'), { name });
  };
  return new Notes({ send } as never);
}

/** Returns the lines of an error's stack that are in this file, without those of the client. */
const callersIn = (error: unknown): readonly string[] =>
  (error as Error).stack?.split('\n').filter((line) => line.includes(__filename) && !line.includes('Object.send')) ??
  [];

const calls: Readonly<Record<string, (notes: Notes) => Promise<unknown>>> = {
  'a get': async (notes) => await notes.get('1'),
  'a put': async (notes) => await notes.put({ id: '1', text: 'a' }),
  'an update': async (notes) => await notes.update('1', { text: 'a' }),
  'a batch': async (notes) => await notes.getMany(['1', '2'], { timeoutMs: 50 }),
  'a transaction': async (notes) =>
    await writeTransaction().put(notes, { id: '1', text: 'a' }).commit({ timeoutMs: 50 }),
  'a table': async (notes) => await notes.table.drop({ timeoutMs: 50 }),
  'a query': async (notes) => {
    for await (const note of notes.query({ id: '1' })) return note;
    return undefined;
  },
  'a scan': async (notes) => await notes.scan({ segments: 2 }).all(),
};

describe.each(Object.keys(calls))('an error of %s has the lines of its callers in its stack', (name) => {
  const call = calls[name] as (notes: Notes) => Promise<unknown>;

  test.each([
    'ConditionalCheckFailedException',
    'InternalServerError',
    'ResourceNotFoundException',
    'ThrottlingException',
  ])('if the service returns %s', async (fault) => {
    const caught = async (): Promise<unknown> => {
      try {
        return await call(failing(fault));
      } catch (error) {
        return error;
      }
    };
    const error = await caught();
    expect(error).toBeInstanceOf(Error);
    expect(callersIn(error)).toHaveLength(3);
  });
});

test('a timeout has the lines of its callers in its stack', async () => {
  const waiting = new Notes({ send: () => new Promise(() => undefined) } as never, { timeoutMs: 2 });
  const get = async (): Promise<unknown> => await waiting.get('1');
  const error = await get().catch((reason: unknown) => reason);
  expect(callersIn(error)).toHaveLength(2);
});

test.each<[string, (notes: Notes, signal: AbortSignal) => Promise<unknown>]>([
  ['a get', (notes, signal) => notes.get('1', { signal })],
  ['a put', (notes, signal) => notes.put({ id: '1', text: 'a' }, { signal })],
  ['a batch', (notes, signal) => notes.getMany(['1'], { signal })],
  ['a query', (notes, signal) => notes.query({ id: '1' }, { signal }).all()],
  ['a scan', (notes, signal) => notes.scan({ segments: 2, signal }).all()],
])('an abort of %s throws the unchanged reason, before and during the call', async (_name, run) => {
  const reason = new Error('enough');
  const { stack } = reason;
  const notes = new Notes({ send: () => new Promise(() => undefined) } as never);
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 2);
  await expect(run(notes, controller.signal)).rejects.toBe(reason);
  await expect(run(notes, controller.signal)).rejects.toBe(reason);
  expect(reason.stack).toBe(stack);
});

test('withCallers returns other values and errors with a frozen stack unchanged', async () => {
  const refusing = new Notes({ send: () => Promise.reject('no') } as never);
  await expect(refusing.get('1')).rejects.toBe('no');
  const fixed = Object.defineProperty(new Error('fixed'), 'stack', {
    get: () => 'Error: fixed',
    set: () => {
      throw new TypeError('no');
    },
  });
  await expect(new Notes({ send: () => Promise.reject(fixed) } as never).get('1')).rejects.toBe(fixed);
});
