import {
  Agent,
  type AgentInputItem,
  MemorySession,
  type Model,
  type ModelResponse,
  Runner,
  type Session,
  Usage,
} from '@openai/agents-core';
import { ConfigurationError, DynamoSpaces } from 'annotable';
import { DynamoSession } from 'annotable/agents';
import fc from 'fast-check';
import { onEveryEngine } from '../support/engines.ts';

const message = (text: string): AgentInputItem => ({ type: 'message', role: 'user', content: text });

/** Answers with the number of input items that it received. */
class CountingModel implements Model {
  async getResponse({ input }: Parameters<Model['getResponse']>[0]): Promise<ModelResponse> {
    const text = `${Array.isArray(input) ? input.length : 1} items`;
    const output = [
      { type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text }] } as const,
    ];
    return { usage: new Usage(), output: output as unknown as ModelResponse['output'] };
  }

  // biome-ignore lint/correctness/useYield: the runner never streams in these tests
  async *getStreamedResponse(): AsyncGenerator<never> {
    throw new Error('is not used');
  }
}

onEveryEngine('DynamoSession', (engine) => {
  const spaces = new DynamoSpaces(engine.client, { tableName: engine.uniqueTable('agents') });
  let count = 0;
  const make = (): DynamoSession<AgentInputItem> => new DynamoSession<AgentInputItem>(spaces, `session-${count++}`);
  beforeAll(async () => void (await spaces.table.ensure()));
  afterAll(() => spaces.table.drop());

  engine.test('is a Session of the OpenAI Agents SDK, which keeps a conversation over several runs', async () => {
    const session: Session = make();
    const agent = new Agent({ name: 'Counter', model: new CountingModel() });
    const runner = new Runner({ tracingDisabled: true });
    expect((await runner.run(agent, 'one', { session })).finalOutput).toBe('1 items');
    expect((await runner.run(agent, 'two', { session })).finalOutput).toBe('3 items');
    expect(await session.getItems()).toHaveLength(4);
    expect(await session.getSessionId()).toMatch(/^session-/);
  });

  engine.test('returns what the session in memory returns, in random programs', async () => {
    const step = fc.oneof(
      fc.record({ add: fc.array(fc.string(), { maxLength: 3 }) }),
      fc.record({ get: fc.option(fc.integer({ min: -1, max: 5 }), { nil: undefined }) }),
      fc.record({ pop: fc.constant(true) }),
      { arbitrary: fc.record({ clear: fc.constant(true) }), weight: 1 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const [ours, oracle] = [make(), new MemorySession()];
        for (const each of steps) {
          const call = (session: Session): Promise<unknown> => {
            if ('add' in each) return session.addItems(each.add.map(message));
            if ('get' in each) return session.getItems(each.get);
            return 'pop' in each ? session.popItem() : session.clearSession();
          };
          expect(await call(ours)).toEqual(await call(oracle));
        }
        expect(await ours.getItems()).toEqual(await oracle.getItems());
      }),
      { numRuns: 25 },
    );
  });

  engine.test('keeps the items of several writers, those of each in order', async () => {
    const sessions = Array.from({ length: 3 }, () => new DynamoSession<AgentInputItem>(spaces, 'shared'));
    await Promise.all(
      sessions.map(async (session, writer) => {
        for (let turn = 0; turn < 4; turn++)
          await session.addItems([message(`${writer}:${turn}a`), message(`${writer}:${turn}b`)]);
      }),
    );
    const texts = ((await sessions[0]?.getItems()) ?? []).map((item) => (item as { content: string }).content);
    expect(texts).toHaveLength(24);
    for (const writer of [0, 1, 2]) {
      const own = texts.filter((text) => text.startsWith(`${writer}:`));
      expect(own).toEqual([0, 1, 2, 3].flatMap((turn) => [`${writer}:${turn}a`, `${writer}:${turn}b`]));
    }
    const popped = await Promise.all(sessions.map((session) => session.popItem()));
    expect(new Set(popped.map((item) => JSON.stringify(item))).size).toBe(3);
  });

  engine.test('has no end at 400 KB', async () => {
    const session = make();
    const long = 'x'.repeat(150_000);
    for (let turn = 0; turn < 6; turn++) await session.addItems([message(long + turn)]);
    expect(await session.getItems(2)).toEqual([message(`${long}4`), message(`${long}5`)]);
    expect(await session.getItems()).toHaveLength(6);
  });

  engine.test('rejects an id or an option that is not valid', () => {
    expect(() => new DynamoSession(spaces, 's', { ttlSeconds: -1 })).toThrow(ConfigurationError);
    expect(() => new DynamoSession(spaces, 'x'.repeat(2_000))).toThrow('the name of a space');
  });
});
