import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Copies } from '../../lib/schema/copies.ts';
import { generatedConversion } from '../../lib/schema/generate-members.ts';
import { loopedConversion } from '../../lib/schema/loop-members.ts';
import type { Member } from '../../lib/schema/member.ts';
import { MemberReader } from '../../lib/schema/read-members.ts';
import type { AttributeValue, StoredItem } from '../../lib/sdk-types.ts';
import { openBrace } from '../../lib/values/ascii.ts';
import { Issues } from '../../lib/values/issues.ts';
import { JsonReader, unreadable } from '../../lib/values/json-reader.ts';
import { cases, Model, seen } from './model-cases.ts';

/** Stored values that fit few attributes. Bytes are base64 text, as in a response. */
const strange = fc.constantFrom<object>(
  { NULL: true },
  { S: 'x' },
  { S: '2026-01-31T10:00:00.000Z' },
  { N: '1.50' },
  { N: '-0' },
  { N: '123456789012345678901234567890' },
  { N: 'x' },
  { BOOL: false },
  { L: [] },
  { L: [{ S: 'y' }, { NULL: true }] },
  { M: {} },
  { M: { a: { L: [{ N: '1' }] } } },
  { SS: ['a', 'b'] },
  { NS: ['1', '2.5'] },
  { B: 'AAEC' },
  { NULL: true, S: 'x' },
  { S: 'x', NULL: true },
  { S: 'x', N: '1' },
);

/** Ways to write one JSON value, which `JSON.parse` reads identically. */
const writers: readonly (readonly [string, (value: unknown) => string])[] = [
  ['as DynamoDB writes it', (value) => JSON.stringify(value)],
  ['with spaces', (value) => JSON.stringify(value, undefined, 1)],
  [
    'with escapes',
    (value) =>
      JSON.stringify(value).replaceAll(/[^\0-\x7e]|[G-Zx-z]/g, (character) =>
        [...character]
          .flatMap((each) => each.split(''))
          .map(escaped)
          .join(''),
      ),
  ],
];

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Returns stored items as a response has them. */
const onWire = (stored: StoredItem): object =>
  JSON.parse(
    JSON.stringify(stored, (_key, value: unknown) => (value instanceof Uint8Array ? 'AAEC' : value)),
  ) as object;

const shuffled = (stored: object, by: number): object => {
  const entries = Object.entries(stored);
  const from = entries.length === 0 ? 0 : by % entries.length;
  const made = {};
  for (const [name, value] of [...entries.slice(from), ...entries.slice(0, from)])
    Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
  return made;
};

function readBy(reader: MemberReader, text: string): unknown {
  const json = new JsonReader(new TextEncoder().encode(text));
  try {
    json.pass(openBrace);
    const instance = reader.read(json);
    return json.issues.list.length === 0 && json.isAtEnd ? seen(instance) : unreadable;
  } catch (error) {
    if (error !== unreadable && !(error instanceof SyntaxError)) throw error;
    return unreadable;
  }
}

/** Reads the same text with the fallback. Returns `unreadable` if that reports an issue. */
function readOrdinarily(members: readonly Member[], text: string): unknown {
  const issues = new Issues();
  const stored = JSON.parse(text) as Record<string, AttributeValue>;
  const instance = loopedConversion(members, Model.prototype).decode(stored, issues);
  return issues.list.length === 0 ? seen(instance) : unreadable;
}

const noCopies = { hides: false, keep: () => undefined } as unknown as Copies;

const hasForms = (members: readonly Member[]): boolean =>
  members.every(({ attribute }) => attribute.codec.decoder.form !== undefined);

describe.each([
  ['generated code', generatedConversion],
  ['the loop', loopedConversion],
])('items that are read from their JSON, and made by %s', (_by, conversionOf) => {
  test.each(writers)('are equal to those of the fallback, or left to it: %s', (how, write) => {
    let count = 0;
    fc.assert(
      fc.property(
        cases,
        fc.array(fc.tuple(strange, fc.boolean()), { maxLength: 3 }),
        fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 4 }),
        ({ members, entity }, others, shuffles) => {
          const { encode, make } = conversionOf(members, Model.prototype);
          const reader = new MemberReader(members, make, noCopies);
          const stored = onWire(encode(entity, new Issues()));
          for (const [index, [value, isUndeclared]] of others.entries()) {
            const name = isUndeclared ? `undeclared ${index}` : members[index]?.attribute.name;
            if (name !== undefined)
              Object.defineProperty(stored, name, { value, enumerable: true, configurable: true, writable: true });
          }
          return shuffles.every((by) => {
            const text = write(shuffled(stored, by));
            const read = readBy(reader, text);
            const expected = readOrdinarily(members, text);
            const isUsual =
              how === 'as DynamoDB writes it' && others.every(([value]) => Object.keys(value).length === 1);
            const mustBeRead = isUsual && hasForms(members) && expected !== unreadable;
            if (read !== unreadable) count += 1;
            return read === unreadable ? !mustBeRead : isDeepStrictEqual(read, expected);
          });
        },
      ),
      { numRuns: 1_000 },
    );
    expect(count).toBeGreaterThan(how === 'with spaces' ? 0 : 200);
  });

  test.each(writers)(
    'have made attributes in any place and of any form, and the name of their entity: %s',
    (how, write) => {
      const made = new Map([
        ['entity', 'User'],
        ['made 0', undefined],
        ['made 1', undefined],
      ]);
      const name = fc.constantFrom<object>({ S: 'User' }, { S: 'Users' }, { N: '1' }, { S: 'User', N: '1' });
      let count = 0;
      fc.assert(
        fc.property(
          cases,
          fc.option(name, { freq: 10 }),
          fc.array(strange, { maxLength: 2 }),
          fc.array(fc.nat({ max: 9 }), { minLength: 2, maxLength: 4 }),
          ({ members, entity: given }, entity, others, shuffles) => {
            const { encode, make } = conversionOf(members, Model.prototype);
            const reader = new MemberReader(members, make, noCopies, made);
            const keys = Object.fromEntries(others.map((value, index) => [`made ${index}`, value]));
            const stored = { ...keys, ...onWire(encode(given, new Issues())), ...(entity && { entity }) };
            const isOwn = (entity as { S?: string } | null)?.S === 'User';
            return shuffles.every((by) => {
              const text = write(shuffled(stored, by));
              const read = readBy(reader, text);
              const expected = isOwn ? readOrdinarily(members, text) : unreadable;
              const isUsual =
                how === 'as DynamoDB writes it' &&
                [entity ?? {}, ...others].every((one) => Object.keys(one).length === 1);
              if (read !== unreadable) count += 1;
              if (read !== unreadable || !isUsual || !hasForms(members))
                return read === unreadable || isDeepStrictEqual(read, expected);
              return expected === unreadable;
            });
          },
        ),
        { numRuns: 1_000 },
      );
      expect(count).toBeGreaterThanOrEqual(how === 'as DynamoDB writes it' ? 100 : 0);
    },
  );
});
