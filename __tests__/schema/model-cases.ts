import fc from 'fast-check';
import { DocumentCompiler } from '../../lib/schema/compile-document.ts';
import type { AttributeSettings } from '../../lib/schema/definition.ts';
import type { Member } from '../../lib/schema/member.ts';
import { decimal, epochMillis, json, listOf, mapOf, setOf, tupleOf } from '../../lib/values/attribute-type.ts';
import { vector } from '../../lib/values/vectors.ts';
import { bigints, bytes, dates, doubles, inheritedNames, jsonValues, maps, sets, texts } from '../values/support.ts';

/** The base class of its instances, with a method and a getter without a setter. */
export class Model {
  get derived(): string {
    return 'inherited';
  }
  act(): void {}
}

/** Values of each type, most of them valid. */
const types: readonly (readonly [AttributeSettings['type'], fc.Arbitrary<unknown>])[] = [
  [String, texts],
  [Number, doubles],
  [Boolean, fc.boolean()],
  [BigInt, bigints],
  [Date, dates],
  [Uint8Array, bytes],
  [decimal(), fc.constantFrom('1', '-0.50', '1e3', 'x')],
  [epochMillis(), dates],
  [json(), jsonValues],
  [setOf(String), sets(texts)],
  [setOf(Uint8Array), sets(bytes)],
  [listOf(String), fc.array(texts)],
  [mapOf(listOf(Number)), maps(fc.array(doubles))],
  [
    vector(2),
    fc.oneof(
      fc.float32Array({ minLength: 2, maxLength: 2, noNaN: true, noDefaultInfinity: true }),
      fc.array(doubles, { maxLength: 3 }),
    ),
  ],
  [tupleOf(String, listOf(Number)), fc.oneof(fc.tuple(texts, fc.array(doubles)), fc.tuple(texts), fc.array(texts))],
];

const bad = fc.constantFrom<unknown>(
  null,
  undefined,
  '\ud800',
  Number.NaN,
  new Date(Number.NaN),
  new Set(),
  [null],
  {},
  1n,
);

/**
 * Names that code could stumble over.
 *
 * None ends with a backslash: `JSON.parse` of V8 13 and later can read the name `"` as such a name, if it has read one
 * before, and the tests compare with what it reads.
 */
const names = fc
  .oneof(
    fc.constantFrom(...inheritedNames, 'derived', 'act', 'mark', 'issues', '"', '\\z', '\u2028', '$', '`', '0', 'a b'),
    fc.string({ minLength: 1, maxLength: 6 }),
  )
  .filter((name) => !name.endsWith('\\'));

/** An attribute, and values for it. */
const attribute = fc
  .tuple(fc.constantFrom(...types), fc.boolean(), fc.boolean(), fc.boolean(), fc.integer({ min: 0, max: 5 }))
  .map(([[type, values], optional, nullable, hidden, rule]) => {
    const settings: AttributeSettings = {
      type,
      optional,
      nullable,
      hidden,
      ...(rule === 1 && { validate: (value: never) => (value as unknown) !== '' }),
      ...(rule === 2 &&
        type === String && { convert: { to: (value: never) => value, from: (value: never) => [value] } }),
      ...(rule === 3 && type === String && { default: 'usual' }),
      ...(rule === 4 && type === Number && { enum: [0, 1, 2] }),
    };
    return { settings, values: fc.oneof({ weight: 5, arbitrary: values }, { weight: 1, arbitrary: bad }) };
  });

export interface Case {
  readonly members: readonly Member[];
  readonly entity: object;
  readonly overlay: object | undefined;
}

export const own = (entries: readonly (readonly [string, unknown])[], prototype: object = Object.prototype): object => {
  const made = Object.create(prototype) as object;
  for (const [name, value] of entries)
    Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
  return made;
};

export function membersOf(attributes: object): readonly Member[] {
  const compiler = new DocumentCompiler();
  const { members } = compiler.compile({ name: 'Model', model: Model, attributes: attributes as never });
  compiler.finish();
  return [...members.values()];
}

/** Attributes by property, each with values for it. */
export const attributeLists = fc.uniqueArray(fc.tuple(names, attribute), { selector: ([name]) => name, maxLength: 8 });

export const cases: fc.Arbitrary<Case> = attributeLists.chain((attributes) => {
  const entries = attributes.map(([name, { values }]) => fc.tuple(fc.constant(name), values));
  const settings = own(attributes.map(([name, each]) => [name, each.settings]));
  return fc.record({
    members: fc.constant(membersOf(settings)),
    entity: fc
      .tuple(fc.tuple(...entries), fc.boolean())
      .map(([all, isModel]) => own(all, isModel ? Model.prototype : undefined)),
    overlay: fc.option(
      fc.tuple(...entries).map((all) => own(all.slice(0, 2))),
      { nil: undefined },
    ),
  });
});

/** The visible parts of an object: its prototype, and its properties in their order. */
export const seen = (value: object): unknown => ({
  prototype: Object.getPrototypeOf(value) as unknown,
  properties: Reflect.ownKeys(value).map((key) => [key, Object.getOwnPropertyDescriptor(value, key)]),
});
