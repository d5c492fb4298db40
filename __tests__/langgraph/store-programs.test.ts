import { InMemoryStore, type Operation, type OperationResults } from '@langchain/langgraph-checkpoint';
import { DynamoSpaces } from 'annotable';
import { DynamoStore } from 'annotable/langgraph';
import fc from 'fast-check';
import { itemName } from '../../lib/langgraph/item-names.ts';
import { onEveryEngine } from '../support/engines.ts';

/** Number of random programs. The complete run has 10,000. */
const programs = Number(process.env['ANNOTABLE_STORE_PROGRAMS'] ?? 60);

interface Placed {
  readonly namespace: string[];
  readonly key: string;
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const byName = (a: Placed, b: Placed): number =>
  byBytes(a.namespace[0] as string, b.namespace[0] as string) ||
  byBytes(itemName(a.namespace, a.key), itemName(b.namespace, b.key));

/**
 * The store of LangGraph as the oracle. It differs from its original in three ways that its interface leaves open: it
 * forgets empty namespaces, searches return items in the order of their names, and a result never changes later.
 */
class Oracle extends InMemoryStore {
  override async batch<Op extends readonly Operation[]>(operations: Op): Promise<OperationResults<Op>> {
    const results = structuredClone(await super.batch(operations));
    const { data } = this as unknown as { readonly data: Map<string, Map<string, unknown>> };
    for (const [namespace, items] of data) if (items.size === 0) data.delete(namespace);
    return results;
  }
}

/** Replaces the private steps of the original that return items. */
Object.assign(Oracle.prototype, {
  getOperation(this: Oracle, operation: unknown): unknown {
    const original = InMemoryStore.prototype as unknown as { getOperation(operation: unknown): unknown };
    return structuredClone(original.getOperation.call(this, operation));
  },
  paginateResults: (results: Placed[], offset: number, limit: number): Placed[] =>
    results.sort(byName).slice(offset, offset + limit),
});

const roots = ['a', 'b', 'a/b'];
const label = fc.constantFrom('x', 'y', 'x/y', '#', '%', 'é');
const namespace = fc
  .tuple(fc.constantFrom(...roots), fc.array(label, { maxLength: 2 }))
  .map(([root, labels]): string[] => [root, ...labels]);
const prefix = fc.oneof(fc.constant([] as string[]), namespace);
const key = fc.constantFrom('', 'k', 'k/1', '#', 'x/#k');
const scalar = fc.constantFrom<unknown>(1, 2, 10, '2', 'x', null, true);
const value = fc.dictionary(fc.constantFrom('n', 's', 'o'), fc.oneof(scalar, fc.constant({ deep: [1] })), {
  maxKeys: 3,
});
const operators = fc.dictionary(
  fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$in', '$nin', '$other'),
  fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })),
  { maxKeys: 2 },
);
const filter = fc.dictionary(fc.constantFrom('n', 's'), fc.oneof(scalar, operators), { maxKeys: 2 });
const limits = { limit: fc.integer({ min: 1, max: 6 }), offset: fc.integer({ min: 0, max: 4 }) };
const path = fc.array(fc.oneof(fc.constantFrom(...roots, '*'), label), { minLength: 1, maxLength: 3 });
const condition = fc.record({ matchType: fc.constantFrom('prefix' as const, 'suffix' as const), path });

const put = fc.record({ namespace, key, value: fc.option(value, { freq: 4 }) });
const operation = fc.oneof(
  { arbitrary: put, weight: 4 },
  { arbitrary: fc.record({ namespace, key }), weight: 1 },
  {
    arbitrary: fc.record({ namespacePrefix: prefix, filter, ...limits }, { requiredKeys: ['namespacePrefix'] }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      matchConditions: fc.option(fc.array(condition, { minLength: 1, maxLength: 2 }), { nil: undefined }),
      maxDepth: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      ...limits,
    }),
    weight: 1,
  },
) as fc.Arbitrary<Operation>;
const program = fc.array(fc.array(operation, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });

/** Removes the times, which differ by the time of the calls. */
const timeless = (results: unknown): unknown =>
  JSON.parse(JSON.stringify(results), (name, member) => (/^(created|updated)At$/.test(name) ? undefined : member));

onEveryEngine('DynamoStore', (engine) => {
  const spaces = new DynamoSpaces(engine.client, { tableName: engine.uniqueTable('agents') });
  afterAll(() => spaces.table.drop());

  engine.test(
    `returns what the store of LangGraph returns, in ${programs} random programs`,
    async () => {
      await fc.assert(
        fc
          .asyncProperty(program, async (batches) => {
            const [ours, oracle] = [new DynamoStore(spaces), new Oracle()];
            for (const batch of batches) {
              const expected = await oracle.batch(structuredClone(batch));
              expect(timeless(await ours.batch(batch))).toEqual(timeless(expected));
            }
          })
          .afterEach(async () => {
            for (const root of roots) await spaces.space(`langgraph/store/${root}`).clear();
          }),
        {
          numRuns: programs,
          ...(process.env['ANNOTABLE_STORE_SEED'] && { seed: Number(process.env['ANNOTABLE_STORE_SEED']) }),
        },
      );
    },
    3_600_000,
  );
});
