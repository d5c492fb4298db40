import {
  Attribute,
  ConfigurationError,
  epochMillis,
  json,
  listOf,
  mapOf,
  PartitionKey,
  schemaOf,
  setOf,
  Table,
} from 'annotable';
import fc from 'fast-check';
import * as v from 'valibot';
import { z } from 'zod';
import { loadArktype } from './arktype.ts';
import { caught, issuesOf, schemaWith } from './support.ts';

const { type } = loadArktype();

const writing =
  (validate: unknown, value: unknown, of: unknown = String) =>
  () =>
    schemaWith({ value: { type: of, validate } as never }).mapper.toItem({ id: '1', value });

describe('a validating function', () => {
  test.each([
    [true, undefined],
    [undefined, undefined],
    [false, 'does not pass its validation'],
    ['has to be longer', 'has to be longer'],
    [null, 'does not pass its validation'],
  ])('has the right effect if it returns %p', (verdict, message) => {
    const write = writing(() => verdict, 'x');
    if (message === undefined) expect(write()).toEqual({ id: { S: '1' }, value: { S: 'x' } });
    else expect(issuesOf(write)).toEqual([{ path: 'value', message }]);
  });

  test('receives the value of the property before conversion, and never null or undefined', () => {
    const validate = jest.fn(() => true);
    const convert = { to: (value: number) => String(value), from: Number };
    const { mapper } = schemaWith({ n: { type: String, nullable: true, optional: true, validate, convert } });
    for (const n of [7, null, undefined]) mapper.toItem({ id: '1', n });
    expect(validate.mock.calls).toEqual([[7]]);
  });

  test('is not called on read, so a stricter rule hides no item', () => {
    expect(
      schemaWith({ a: { type: String, validate: () => false } }).mapper.fromItem({ id: { S: '1' }, a: { S: 'x' } }),
    ).toEqual({ id: '1', a: 'x' });
  });
});

describe.each([
  ['zod', z.email(), z.object({ at: z.object({ n: z.number() }) })],
  ['valibot', v.pipe(v.string(), v.email()), v.object({ at: v.object({ n: v.number() }) })],
  ['arktype', type('string.email'), type({ at: { n: 'number' } })],
] as const)('a schema of %s', (_name, email, nested) => {
  test('is a validator of an attribute', () => {
    @Table('users')
    @PartitionKey('id')
    class User {
      @Attribute(String) id!: string;
      @Attribute(String, { validate: email }) email!: string;
    }
    const { mapper } = schemaOf(User);
    expect(mapper.toItem({ id: '1', email: 'ann@example.com' })['email']).toEqual({ S: 'ann@example.com' });
    expect(issuesOf(() => mapper.toItem({ id: '1', email: 'nobody' }))).toEqual([
      { path: 'email', message: expect.stringMatching(/email/i) },
    ]);
  });

  test('reports the path inside the value', () => {
    expect(issuesOf(writing(nested, { at: { n: 'secret' } }, json())).map(({ path }) => path)).toEqual(['value.at.n']);
  });

  test('never prints a rejected value', () => {
    const secrets = fc
      .tuple(fc.constantFrom('"', '\\', '\n', ')', ' (was ', '.*', '$&', 'é', ''), fc.nat())
      .map(([odd, n]) => `marker${odd}${n}${odd}`);
    fc.assert(
      fc.property(secrets, (secret) => {
        const errors = [caught(writing(email, secret)), caught(writing(nested, { at: { n: secret } }, json()))];
        for (const error of errors) expect((error as Error).message).not.toContain('marker');
      }),
    );
  });
});

describe('a rejected value that is not a text', () => {
  const long = new Date(Date.UTC(2031, 4, 6, 7, 8, 9));
  test.each<[string, unknown, unknown, unknown]>([
    ['valibot of a Date', v.pipe(v.date(), v.maxValue(new Date(0))), long, Date],
    ['arktype of a Date', type.unknown.narrow((_, context) => context.mustBe('early')), long, Date],
    ['zod of a Date', z.date().max(new Date(0)), long, epochMillis()],
    ['arktype of a bigint', type.bigint.narrow((_, context) => context.mustBe('small')), 2031n, BigInt],
    ['valibot of a bigint', v.pipe(v.bigint(), v.maxValue(3n)), 2031n, BigInt],
    [
      'arktype of an object',
      type({ a: 'string' }).narrow((_, context) => context.mustBe('nice')),
      { a: 'v2031' },
      json(),
    ],
    [
      'a message of one’s own',
      v.pipe(
        v.number(),
        v.check(
          () => false,
          ({ input }) => `not ${input}, please`,
        ),
      ),
      2031,
      Number,
    ],
  ])('is not printed: %s', (_name, validate, value, of) => {
    const [issue] = issuesOf(writing(validate, value, of));
    expect(issue?.path).toBe('value');
    expect(issue?.message).not.toMatch(/2031/);
    expect(issue?.message).not.toBe('');
  });
});

describe('an asynchronous validator', () => {
  const later = z.string().refine(async () => Promise.resolve(true));
  test.each([
    ['a function', async () => Promise.resolve(true)],
    ['a function that rejects', async () => Promise.reject(new Error('no'))],
    ['a schema', later],
  ])('is rejected, also if it resolves to true: %s', (_name, validate) => {
    expect(caught(writing(validate, 'x'))).toBeInstanceOf(ConfigurationError);
  });
});

describe('every message', () => {
  test('of a rejected write or read contains no values except keys', () => {
    const marker = 'm4rk3r';
    const refused = fc.constantFrom<[unknown, unknown]>(
      [Number, marker],
      [Boolean, marker],
      [Date, marker],
      [BigInt, marker],
      [Uint8Array, marker],
      [listOf(Number), [1, marker]],
      [mapOf(Number), { a: marker }],
      [setOf(Number), new Set([marker])],
      [setOf(String), new Set([marker, 1])],
      [json(), { a: [`${marker}\ud800`] }],
      [String, `${marker}\ud800`],
      [String, { marker }],
      [String, [marker]],
    );
    fc.assert(
      fc.property(refused, ([of, value]) => {
        const error = caught(writing(undefined, value, of)) as Error;
        expect(JSON.stringify([error.message, error])).not.toContain(marker);
        expect(error.message).toContain('users (id="1")');
      }),
    );
    const { mapper } = schemaWith({ n: { type: Number }, kind: { type: String, enum: ['A'] }, at: { type: Date } });
    const unreadable = caught(() =>
      mapper.fromItem({ id: { S: '1' }, n: { S: marker }, kind: { S: marker }, at: { S: marker } }),
    ) as Error;
    expect(unreadable.message).not.toContain(marker);
    expect(
      (caught(() => mapper.toItem({ id: '1', n: 1, kind: marker, at: new Date(0) })) as Error).message,
    ).not.toContain(marker);
  });
});
