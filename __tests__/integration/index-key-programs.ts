import {
  AnnotableError,
  type Client,
  decrement,
  ifNotExists,
  increment,
  merge,
  remove,
  set,
  writeTransaction,
} from 'annotable';
import fc from 'fast-check';
import { type Models, time } from './index-key-models.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One write of a program. `code` chooses one of a few items. */
type Write =
  | { readonly kind: 'create' | 'put'; readonly code: number; readonly fields: Fields }
  | { readonly kind: 'update' | 'upsert'; readonly code: number; readonly fields: Fields }
  | { readonly kind: 'delete' | 'deleteIfExists' | 'restore' | 'replace' | 'purge'; readonly code: number };

/** One step: a write, several in a transaction, a batch of puts, or time that passes. */
export type Step =
  | Write
  | { readonly kind: 'transaction'; readonly writes: readonly Write[] }
  | { readonly kind: 'putMany'; readonly items: readonly Fields[] }
  | { readonly kind: 'wait'; readonly ms: number };

export interface Program {
  readonly entity: 'things' | 'kept';
  /** The items of the beginning. */
  readonly items: readonly Fields[];
  readonly steps: readonly Step[];
}

const start = Date.parse('2026-11-01T00:00:00.000Z');
const text = fc.constantFrom('EU', 'US', 'a#b', 'a$', 'ÄÖ', 'é');
const number = fc.constantFrom(0, 1, 2.5, -3, 1e20, 9_999);
const date = fc.integer({ min: 0, max: 48 }).map((hours) => new Date(start + hours * 3_600_000));
const state = fc.constantFrom('OPEN', 'PAID', 'NEW');
const count = fc.integer({ min: 0, max: 9_999 });

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 });

const address = fc.record({ country: text, city: text, floor: fc.integer({ min: 0, max: 9 }) }, { requiredKeys: [] });

const item = fc.record({
  state: optional(state),
  region: optional(text),
  score: optional(number),
  count: optional(count),
  due: optional(date),
  active: optional(fc.boolean()),
  owner: optional(text),
  address: optional(address),
  expiresAt: optional(date),
});

const sum = fc.oneof(fc.integer({ min: -5, max: 5 }).map(increment), fc.integer({ min: 1, max: 9 }).map(decrement));

/** A change of one attribute by every operator that it can have. */
const changeOf = (value: fc.Arbitrary<unknown>, ...others: fc.Arbitrary<unknown>[]) =>
  optional(fc.oneof(value, value.map(set), value.map(ifNotExists), ...others));

const gone = fc.constant(0).map(() => remove());

const changes = fc
  .record({
    state: changeOf(state),
    region: changeOf(text, gone),
    score: changeOf(number, gone, sum),
    count: changeOf(count, sum),
    due: changeOf(date, gone),
    active: changeOf(fc.boolean(), gone),
    owner: optional(text),
    note: changeOf(text, gone),
    expiresAt: changeOf(date, gone),
    'address.country': changeOf(text, gone),
    'address.city': changeOf(text),
    'address.floor': changeOf(fc.integer({ min: 0, max: 9 }), gone, sum),
    address: changeOf(address, gone, address.map(merge)),
  })
  .chain((all) =>
    fc.subarray(Object.entries(all), { minLength: 1, maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
  );

const code = fc.integer({ min: 1, max: 2 });

const write: fc.Arbitrary<Write> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('create', 'put'), code, fields: item }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom('update', 'update', 'upsert'), code, fields: changes }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('delete', 'deleteIfExists', 'restore', 'restore', 'replace', 'purge'),
      code,
    }),
  },
) as fc.Arbitrary<Write>;

const transaction = fc
  .tuple(write, write)
  .filter(([one, other]) => one.code !== other.code)
  .map((writes) => ({ kind: 'transaction' as const, writes }));

const putMany = fc
  .uniqueArray(fc.record({ code, fields: item }), { minLength: 1, maxLength: 2, selector: (each) => each.code })
  .map((items) => ({ kind: 'putMany' as const, items: items.map((each) => ({ ...each.fields, code: each.code })) }));

const wait = fc.constantFrom(1_000, 3_600_000).map((ms) => ({ kind: 'wait' as const, ms }));

/** Programs of up to ten steps. */
export const programs = (withTransactions: boolean): fc.Arbitrary<Program> =>
  fc.record({
    entity: fc.constantFrom('things', 'kept'),
    items: fc.array(item, { minLength: 2, maxLength: 2 }),
    steps: fc.array(
      fc.oneof(
        { weight: 12, arbitrary: write },
        { weight: 1, arbitrary: putMany },
        { weight: 1, arbitrary: wait },
        ...(withTransactions ? [{ weight: 2, arbitrary: transaction }] : []),
      ),
      { minLength: 2, maxLength: 10, size: 'max' },
    ),
  });

/** The outcomes of all steps, by kind of step. */
export type Outcomes = Record<string, { done: number; refused: number }>;

/** Runs a program on items of its own tenant. A step that the framework refuses changes nothing. */
export async function runProgram(
  models: Models,
  client: Client,
  { entity, items, steps }: Program,
  tenant: string,
  outcomes: Outcomes,
): Promise<void> {
  time.ms = start;
  const repository: Repository = models[entity](client) as never;
  for (const [index, fields] of items.entries())
    await repository.create({ ...fields, tenant, code: index + 1 } as never);
  for (const step of steps) {
    outcomes[step.kind] ??= { done: 0, refused: 0 };
    const counts = outcomes[step.kind] as { done: number; refused: number };
    try {
      await runStep(repository, client, step, tenant);
      counts.done++;
    } catch (error) {
      if (!AnnotableError.is(error)) throw error;
      counts.refused++;
    }
  }
}

type Repository = ReturnType<Models['kept']>;

async function runStep(repository: Repository, client: Client, step: Step, tenant: string): Promise<void> {
  if (step.kind === 'wait') time.ms += step.ms;
  else if (step.kind === 'putMany')
    await repository.putMany(step.items.map((fields) => ({ ...fields, tenant })) as never[]);
  else if (step.kind === 'transaction') {
    let transaction = writeTransaction(client);
    for (const { code: number, ...each } of step.writes)
      transaction = added(transaction, repository, each, { tenant, code: number }) as typeof transaction;
    await transaction.commit();
  } else await runWrite(repository, step, { tenant, code: step.code });
}

type ItemKey = { readonly tenant: string; readonly code: number };

async function runWrite(repository: Repository, write: Write, key: ItemKey): Promise<unknown> {
  const { kind } = write;
  if (kind === 'create' || kind === 'put') return repository[kind]({ ...write.fields, ...key } as never);
  if (kind === 'update' || kind === 'upsert') return repository[kind](key, write.fields as never);
  if (kind !== 'replace') return repository[kind](key);
  const read = await repository.get(key, { consistent: true });
  return read && repository.put({ ...read, region: 'EU' } as never);
}

function added(
  transaction: ReturnType<typeof writeTransaction>,
  repository: Repository,
  { kind, ...write }: Omit<Write, 'code'>,
  key: ItemKey,
): unknown {
  const { fields = {} } = write as { fields?: Fields };
  if (kind === 'create' || kind === 'put') return transaction[kind](repository, { ...fields, ...key } as never);
  if (kind === 'update' || kind === 'upsert') return transaction[kind](repository, key, fields as never);
  return kind === 'replace' ? transaction : transaction[kind](repository, key);
}
