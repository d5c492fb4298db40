import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { generatedConversion } from '../../lib/schema/generate-members.ts';
import { loopedConversion } from '../../lib/schema/loop-members.ts';
import type { Member, MemberConversion } from '../../lib/schema/member.ts';
import type { StoredItem } from '../../lib/sdk-types.ts';
import { Issues } from '../../lib/values/issues.ts';
import { itemBytes } from '../../lib/values/item-size.ts';
import { type Case, cases, Model, membersOf, seen } from './model-cases.ts';

function encoded(conversion: MemberConversion, { entity, overlay }: Case): unknown {
  const issues = new Issues();
  const stored = conversion.encode(entity, issues, overlay);
  return { stored: seen(stored), issues: issues.list, weight: issues.weight };
}

function decoded(conversion: MemberConversion, stored: StoredItem): unknown {
  const issues = new Issues();
  const instance = conversion.decode(stored, issues);
  return { instance: seen(instance), issues: issues.list };
}

const both = (members: readonly Member[]): readonly [MemberConversion, MemberConversion] => [
  generatedConversion(members, Model.prototype),
  loopedConversion(members, Model.prototype),
];

describe('generated code and the loop', () => {
  test('encode all values identically, with the same issues', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const [generated, looped] = both(given.members);
        return isDeepStrictEqual(encoded(generated, given), encoded(looped, given));
      }),
    );
  });

  test('decode all items identically, with the same issues', () => {
    const strange = fc.constantFrom<unknown>(
      { NULL: true },
      { S: 'x' },
      { N: '1.50' },
      { N: 'x' },
      { L: [] },
      { M: {} },
    );
    fc.assert(
      fc.property(cases, fc.array(strange, { maxLength: 3 }), (given, others) => {
        const [generated, looped] = both(given.members);
        const stored = looped.encode(given.entity, new Issues());
        given.members.slice(0, others.length).forEach(({ attribute: { name } }, index) => {
          Object.defineProperty(stored, name, {
            value: others[index],
            enumerable: true,
            configurable: true,
            writable: true,
          });
        });
        return isDeepStrictEqual(decoded(generated, stored), decoded(looped, stored));
      }),
    );
  });

  test('read each property once', () => {
    const members = membersOf({ a: { type: String }, b: { type: String, optional: true } });
    for (const conversion of both(members)) {
      const reads: PropertyKey[] = [];
      const get = (of: object, key: PropertyKey): unknown => {
        reads.push(key);
        return Reflect.get(of, key);
      };
      const entity = new Proxy({ a: 'x', b: undefined }, { get });
      conversion.encode(entity, new Issues());
      expect(reads).toEqual(['a', 'b']);
    }
  });

  test('accept a property that is named like a piece of code', () => {
    const members = membersOf({ '"]; throw 1; //': { type: String } });
    const [generated] = both(members);
    expect(generated.encode({ '"]; throw 1; //': 'x' }, new Issues())).toEqual({ '"]; throw 1; //': { S: 'x' } });
  });
});

describe('the weight of encoded values', () => {
  test('is never less than their bytes, without names', () => {
    fc.assert(
      fc.property(cases, ({ members, entity, overlay }) => {
        const issues = new Issues();
        const stored = loopedConversion(members, Model.prototype).encode(entity, issues, overlay);
        const names = Object.keys(stored).reduce((sum, name) => sum + Buffer.byteLength(name), 0);
        if (issues.list.length === 0) expect(issues.weight + names).toBeGreaterThanOrEqual(itemBytes(stored));
      }),
    );
  });
});
