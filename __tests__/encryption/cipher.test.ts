import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { boundBytes } from '../../lib/encryption/bound-context.ts';
import { openBytes, partsOf, sealBytes } from '../../lib/encryption/cipher.ts';
import { valueFromBytes, valueToBytes } from '../../lib/encryption/value-bytes.ts';
import { propertyKey } from '../../lib/schema/key-schema.ts';
import type { AttributeValue } from '../../lib/sdk-types.ts';

const key = randomBytes(32);
const context = Buffer.from('context');
const bytes = fc.uint8Array({ maxLength: 40 });

describe('a ciphertext', () => {
  test('is decrypted by the same key in the same context', () => {
    fc.assert(
      fc.property(bytes, fc.string({ minLength: 1, maxLength: 60 }), fc.option(bytes), (plain, id, wrapped) => {
        const sealed = sealBytes(plain, { id, key, wrapped: wrapped ?? undefined }, context);
        const parts = partsOf(sealed);
        const hasWrapped = wrapped !== null && wrapped.length > 0;
        expect(parts).toMatchObject({ id: Buffer.from(id).toString(), wrapped: hasWrapped ? wrapped : undefined });
        expect(parts && openBytes(parts, key, context)).toEqual(Buffer.from(plain));
      }),
    );
  });

  test('is refused if any of its bytes was changed, or it was cut', () => {
    const sealed = sealBytes(Buffer.from('secret'), { id: 'k1', key, wrapped: Buffer.from('w') }, context);
    for (let place = 0; place < sealed.length; place++) {
      const changed = Uint8Array.from(sealed);
      changed[place] = (changed[place] as number) ^ 1;
      for (const damaged of [changed, sealed.subarray(0, place)]) {
        const parts = partsOf(damaged);
        expect(parts && openBytes(parts, key, context)).toBeUndefined();
      }
    }
  });

  test('is refused with another key or in another context', () => {
    const parts = partsOf(sealBytes(Buffer.from('secret'), { id: 'k1', key }, context));
    expect(parts && openBytes(parts, randomBytes(32), context)).toBeUndefined();
    expect(parts && openBytes(parts, key, Buffer.from('contexts'))).toBeUndefined();
  });

  test('is another one each time', () => {
    const seal = (): string => Buffer.from(sealBytes(context, { id: 'k1', key }, context)).toString('hex');
    expect(new Set(Array.from({ length: 20 }, seal)).size).toBe(20);
  });

  test('is larger than the text of a value by 34 bytes and the id of the key', () => {
    const sealed = sealBytes(valueToBytes({ S: 'x'.repeat(100) }), { id: 'k1', key }, context);
    expect(sealed.length).toBe(100 + 34 + 2);
  });
});

const stored: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'grapheme' }).map((S) => ({ S })),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => ({ N: String(number) })),
    bytes.map((B) => ({ B })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true as const }),
    fc.array(fc.string()).map((SS) => ({ SS })),
    fc.array(bytes).map((BS) => ({ BS })),
    fc.array(tie('value')).map((L) => ({ L })),
    fc.dictionary(fc.string(), tie('value')).map((M) => ({ M: Object.fromEntries(Object.entries(M)) })),
  ),
})).value;

test('a stored value of any kind survives its form as bytes', () => {
  fc.assert(fc.property(stored, (value) => expect(valueFromBytes(valueToBytes(value))).toEqual(value)));
  const buffers = { M: { b: { B: Buffer.from('b') }, s: { BS: [Buffer.from('s')] } } };
  expect(valueFromBytes(valueToBytes(buffers))).toEqual({
    M: { b: { B: Uint8Array.from(buffers.M.b.B) }, s: { BS: [Uint8Array.from(Buffer.from('s'))] } },
  });
});

describe('the bytes that bind a value to its place', () => {
  const attribute = (name: string) => ({ name, property: name, kind: 'S', codec: {} }) as never;
  const place = { table: 't', key: propertyKey([attribute('p')], [attribute('s')]), name: 'a', context: { x: 'y' } };
  const item = { p: { S: 'p1' }, s: { N: '1' } };
  const hex = (given = place, stored: Record<string, AttributeValue> = item): string =>
    Buffer.from(boundBytes(given, stored)).toString('hex');

  test('differ for each part of the place, also if two parts have the same text together', () => {
    const texts = [
      hex(),
      hex({ ...place, table: 'ta', name: '' }),
      hex({ ...place, name: 'ap1' }, { ...item, p: { S: '' } }),
      hex({ ...place, context: { xy: '' } as never }),
      hex({ ...place, context: {} as never }),
      hex(place, { ...item, p: { S: 'p' } }),
      hex(place, { ...item, s: { S: '1' } }),
      hex(place, { ...item, s: { B: Buffer.from('1') } }),
      hex(place, { p: item.p, s: { N: '11' } }),
    ];
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('are the same for one number in two forms, and for a context in another order', () => {
    expect(hex(place, { ...item, s: { N: '1.0' } })).toBe(hex());
    const two = { ...place, context: { a: '1', b: '2' } as never };
    expect(hex(two)).toBe(hex({ ...place, context: { b: '2', a: '1' } as never }));
  });
});
