import {
  Agent,
  type AgentInputItem,
  MemorySession,
  type Model,
  type ModelResponse,
  OutputGuardrailTripwireTriggered,
  Runner,
  type Session,
  type SessionHistoryRewriteAwareSession,
  type SessionHistoryTransactionAwareSession,
  tool,
  Usage,
} from '@openai/agents-core';
import { ConditionFailedError, ConfigurationError, DynamoSpaces, ValidationError } from 'annotable';
import { DynamoSession } from 'annotable/agents';
import fc from 'fast-check';
import { onEveryEngine } from '../support/engines.ts';
import { requestsOf } from '../support/sent-requests.ts';
import { faultyClient } from '../traps/models.ts';

type FullSession = Session & SessionHistoryTransactionAwareSession & SessionHistoryRewriteAwareSession;

// The clones of Node have prototypes of another realm than Jest's, which the session in memory refuses to compare.
globalThis.structuredClone = (value) => JSON.parse(JSON.stringify(value));

const message = (text: string): AgentInputItem => ({ type: 'message', role: 'user', content: text });
const call = (callId: string, name: string): AgentInputItem & { type: 'function_call' } => ({
  type: 'function_call',
  callId,
  name,
  arguments: '{}',
});

/** Calls a tool, then answers with a text that a guardrail blocks. */
class ToolModel implements Model {
  async getResponse({ input }: Parameters<Model['getResponse']>[0]): Promise<ModelResponse> {
    const hasResult = Array.isArray(input) && input.some(({ type }) => type === 'function_call_result');
    const answer = {
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: 'blocked' }],
    };
    const output = [hasResult ? answer : call('c1', 'lookup')];
    return { usage: new Usage(), output: output as unknown as ModelResponse['output'] };
  }

  // biome-ignore lint/correctness/useYield: the runner never streams in these tests
  async *getStreamedResponse(): AsyncGenerator<never> {
    throw new Error('is not used');
  }
}

const item = fc.oneof(
  fc.constantFrom('a', 'b').map(message),
  fc.tuple(fc.constantFrom('c1', 'c2'), fc.constantFrom('f', 'g')).map(([id, name]) => call(id, name)),
);
const items = fc.array(item, { maxLength: 3 });
const operationId = fc.constantFrom('o1', 'o2', 'o3');
const replacing = fc.record({ operationId, suffix: fc.integer({ min: 0, max: 4 }), replacement: items });
const step = fc.oneof(
  { arbitrary: fc.record({ add: items }), weight: 3 },
  { arbitrary: fc.record({ get: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }) }), weight: 1 },
  { arbitrary: fc.record({ pop: fc.constant(true) }), weight: 1 },
  { arbitrary: fc.record({ clear: fc.constant(true) }), weight: 1 },
  { arbitrary: fc.record({ append: fc.record({ operationId, items }) }), weight: 2 },
  { arbitrary: fc.record({ replacing }), weight: 4 },
  { arbitrary: fc.record({ guess: fc.record({ operationId, expectedSuffix: items, replacement: items }) }), weight: 1 },
  {
    arbitrary: fc.record({ calls: fc.array(fc.constantFrom('c1', 'c2'), { maxLength: 2 }) }),
    weight: 1,
  },
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** Does one step. @param known - the items that the caller of the step knows */
function run(session: FullSession, each: Step, known: readonly AgentInputItem[]): Promise<unknown> {
  if ('add' in each) return session.addItems(each.add);
  if ('get' in each) return session.getItems(each.get);
  if ('pop' in each) return session.popItem();
  if ('clear' in each) return session.clearSession();
  if ('calls' in each) {
    const mutations = each.calls.map((callId, at) => {
      return { type: 'replace_function_call' as const, callId, replacement: call(callId, `new${at}`) };
    });
    return Promise.resolve(session.applyHistoryMutations({ mutations }));
  }
  if ('append' in each) {
    const { operationId, items } = each.append;
    return Promise.resolve(
      session.applyHistoryTransaction({ operationId, transaction: { type: 'append_items', items } }),
    );
  }
  const { operationId, replacement } = 'replacing' in each ? each.replacing : each.guess;
  const expectedSuffix =
    'replacing' in each ? known.slice(Math.max(known.length - each.replacing.suffix, 0)) : each.guess.expectedSuffix;
  const transaction = { type: 'replace_suffix' as const, expectedSuffix, replacement };
  return Promise.resolve(session.applyHistoryTransaction({ operationId, transaction }));
}

/** Returns the result, or that there is none. */
const outcome = (result: Promise<unknown>): Promise<unknown> =>
  result.then(
    (value) => ({ value }),
    () => 'rejected',
  );

/** Returns all orders of a list. */
function orders<T>(list: readonly T[]): T[][] {
  if (list.length === 0) return [[]];
  return list.flatMap((first, at) => orders(list.filter((_, index) => index !== at)).map((rest) => [first, ...rest]));
}

onEveryEngine('the history of a DynamoSession', (engine) => {
  const spaces = new DynamoSpaces(engine.client, { tableName: engine.uniqueTable('agents') });
  let count = 0;
  const id = (): string => `session-${count++}`;
  const make = (sessionId = id()): FullSession & DynamoSession<AgentInputItem> =>
    new DynamoSession<AgentInputItem>(spaces, sessionId);
  beforeAll(async () => void (await spaces.table.ensure()));
  afterAll(() => spaces.table.drop());

  engine.testWith(
    'transactions',
    'is that of the session in memory, in random programs with transactions and rewrites',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
          const [ours, oracle] = [make(), new MemorySession()];
          for (const each of steps) {
            const known = await oracle.getItems();
            const expected = await outcome(run(oracle, each, known));
            expect(await outcome(run(ours, each, known))).toEqual(expected);
          }
          expect(await ours.getItems()).toEqual(await oracle.getItems());
        }),
        { numRuns: 60 },
      );
    },
    120_000,
  );

  engine.testWith(
    'transactions',
    'is that of the session in memory in some order of concurrent calls',
    async () => {
      const concurrent = fc.array(
        step.filter((each) => !('clear' in each)),
        { minLength: 2, maxLength: 3 },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(items, { maxLength: 3 }), concurrent, async (calls, steps) => {
          const name = id();
          for (const each of calls) await make(name).addItems(each);
          const known = calls.flat();
          const outcomes = await Promise.all(steps.map((each) => outcome(run(make(name), each, known))));
          const found = { outcomes, items: await make(name).getItems() };
          const possible = await Promise.all(
            orders([...steps.keys()]).map(async (order) => {
              const oracle = new MemorySession({ initialItems: known });
              const expected: unknown[] = [];
              for (const at of order) expected[at] = await outcome(run(oracle, steps[at] as Step, known));
              return { outcomes: expected, items: await oracle.getItems() };
            }),
          );
          expect(possible).toContainEqual(found);
        }),
        { numRuns: 60 },
      );
    },
    120_000,
  );

  engine.testWith('transactions', 'is changed once by an operation that several processes repeat', async () => {
    const name = id();
    await make(name).addItems([message('one'), message('two')]);
    const args = {
      operationId: `run:${'é'.repeat(3_000)}#1`,
      transaction: {
        type: 'replace_suffix' as const,
        expectedSuffix: [message('two')],
        replacement: [message('three'), message('four')],
      },
    };
    await Promise.all(Array.from({ length: 5 }, () => make(name).applyHistoryTransaction(args)));
    await make(name).applyHistoryTransaction(structuredClone(args));
    expect(await make(name).getItems()).toEqual(['one', 'three', 'four'].map(message));
    const other = { ...args, transaction: { type: 'append_items' as const, items: [] } };
    await expect(make(name).applyHistoryTransaction(other)).rejects.toThrow(ConfigurationError);
    await expect(make(name).applyHistoryTransaction({ ...args, operationId: 'o2' })).rejects.toThrow(
      ConditionFailedError,
    );
    for (const wrong of [{ operationId: ' ' }, { transaction: { type: 'other' } }, { transaction: null }])
      await expect(make(name).applyHistoryTransaction({ ...args, ...wrong } as never)).rejects.toThrow(ValidationError);
    expect(await make(name).getItems()).toHaveLength(3);
  });

  engine.testWith('transactions', 'replaces an end that is larger than one item', async () => {
    const session = make();
    const long = ['x', 'y', 'z'].map((sign) => message(sign + Math.random().toString(36).repeat(20_000)));
    for (const each of long) await session.addItems([message('short'), each]);
    const expectedSuffix = (await session.getItems()).slice(-4);
    const transaction = { type: 'replace_suffix' as const, expectedSuffix, replacement: [message('end')] };
    await session.applyHistoryTransaction({ operationId: 'o1', transaction });
    expect(await session.getItems()).toEqual([message('short'), long[0], message('end')]);
  });

  engine.testWith('transactions', 'is the same after a run whose output a guardrail has blocked', async () => {
    const blocking = {
      name: 'blocking',
      execute: async () => ({ tripwireTriggered: true, outputInfo: {} }),
    };
    const lookup = tool({
      name: 'lookup',
      description: 'looks up',
      parameters: { type: 'object', properties: {}, required: [], additionalProperties: false } as never,
      strict: true,
      execute: async () => 'found',
    });
    const agent = new Agent({ name: 'A', model: new ToolModel(), tools: [lookup], outputGuardrails: [blocking] });
    const [ours, oracle] = [make(), new MemorySession()];
    const applied = jest.spyOn(ours, 'applyHistoryTransaction');
    for (const session of [ours, oracle]) {
      const running = new Runner({ tracingDisabled: true }).run(agent, 'one', { session });
      await expect(running).rejects.toThrow(OutputGuardrailTripwireTriggered);
    }
    expect(applied).toHaveBeenCalled();
    expect(await ours.getItems()).toEqual(await oracle.getItems());
    expect((await ours.getItems()).map(({ type }) => type)).toContain('function_call_result');
  });

  engine.test('keeps its order beside a process that clears it', async () => {
    const name = id();
    const [one, two] = [make(name), make(name)];
    for (const text of ['a', 'b', 'c']) await two.addItems([message(text)]);
    await one.clearSession();
    await one.addItems([message('1')]);
    await two.addItems([message('2')]);
    await one.addItems([message('3')]);
    expect(await one.getItems()).toEqual(['1', '2', '3'].map(message));
  });

  engine.test('is read in one query of as many entries as there are items to return', async () => {
    const session = make();
    for (const text of ['a', 'b', 'c']) await session.addItems([message(text)]);
    const sent = requestsOf(engine.client);
    expect(await session.getItems(2)).toEqual([message('b'), message('c')]);
    expect(await session.popItem()).toEqual(message('c'));
    expect(sent.map(({ operation, input }) => [operation, (input as { Limit?: number }).Limit])).toEqual([
      ['Query', 2],
      ['Query', 1],
      ['PutItem', undefined],
    ]);
    expect(await session.getItems(2)).toEqual([message('a'), message('b')]);
  });

  engine.test('is replaced by a compaction, and keeps what is new if the process ends in between', async () => {
    const { faults, client } = await faultyClient(engine);
    const name = id();
    const own = new DynamoSession<AgentInputItem>(new DynamoSpaces(client, { tableName: spaces.table.name }), name);
    await own.addItems([message('a'), message('b')]);
    await own.addItems([message('c')]);
    await faults.setPlan([{ op: ['BatchWriteItem', 'DeleteItem'], fault: 'accessDenied' } as never]);
    const compacted = [{ type: 'compaction', encrypted_content: 'x' } as unknown as AgentInputItem, message('c')];
    await expect(own.replaceHistoryWithCompaction(compacted)).rejects.toThrow('not authorized');
    expect(await own.getItems()).toEqual([...['a', 'b', 'c'].map(message), ...compacted]);
    await faults.setPlan([]);
    await own.replaceHistoryWithCompaction(compacted);
    expect(await own.getItems()).toEqual(compacted);
    client.destroy();
    await faults.close();
  });
});
