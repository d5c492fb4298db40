import { Attribute, InvalidItemError, listOf, mapOf, PartitionKey, SortKey, schemaOf, setOf, Table } from 'annotable';
import { caught } from './support.ts';

class Part {
  @Attribute(Uint8Array) bytes!: Uint8Array;
}

@Table('photos')
class Photo {
  @PartitionKey() @Attribute(Uint8Array, { name: 'pk' }) id!: Uint8Array;
  @SortKey() @Attribute(String) name!: string;
  @Attribute(Uint8Array, { optional: true }) thumb?: Uint8Array;
  @Attribute(setOf(Uint8Array), { optional: true }) hashes?: Set<Uint8Array>;
  @Attribute(listOf(Uint8Array), { optional: true }) chunks?: Uint8Array[];
  @Attribute(mapOf(Part), { optional: true }) parts?: Record<string, Part>;
}

const { mapper } = schemaOf(Photo);
const id = Uint8Array.of(1, 2, 3);
/** An image as the event of a Lambda function holds it: bytes are base64 text. */
const image = (attributes: object): never => ({ pk: { B: 'AQID' }, name: { S: 'a' }, ...attributes }) as never;

describe('an image of a stream, as a Lambda function receives it', () => {
  test.each([[undefined], [null], ['text']])('is refused in words if it is %p', (none) => {
    const error = caught(() => mapper.fromItem(none as never));
    expect(error).toBeInstanceOf(InvalidItemError);
    expect((error as Error).message).toMatch(/is no item; the event of a deletion has no NewImage/);
  });

  test('is read with its bytes, wherever they are', () => {
    const attributes = {
      thumb: { B: '/+8=' },
      hashes: { BS: ['AQ==', ''] },
      chunks: { L: [{ B: 'AQID' }, { B: '' }] },
      parts: { M: { a: { M: { bytes: { B: 'AQI=' } } } } },
    };
    const read = mapper.fromItem(image(attributes));
    expect(read).toEqual({
      id,
      name: 'a',
      thumb: Uint8Array.of(255, 239),
      hashes: new Set([Uint8Array.of(1), new Uint8Array()]),
      chunks: [id, new Uint8Array()],
      parts: { a: { bytes: Uint8Array.of(1, 2) } },
    });
    expect(mapper.toKey(read)).toEqual({ pk: { B: id }, name: { S: 'a' } });
  });

  test('has a key that can be sent', () => {
    expect(mapper.keyOf(image({}))).toEqual({ pk: { B: id }, name: { S: 'a' } });
    expect(mapper.keyText(image({}))).toBe('id=AQID, name="a"');
    expect(caught(() => mapper.keyOf({ pk: { B: '*' }, name: { S: 'a' } } as never))).toBeInstanceOf(InvalidItemError);
  });

  test.each([
    ['*'],
    ['AQI'],
    ['AQ=='.slice(0, 2)],
    ['-_8='],
    ['AQID '],
    [1],
    [null],
    [[1, 2]],
    [{ 0: 1 }],
    [new ArrayBuffer(1)],
    [new Int8Array(1)],
  ])('is refused with bytes that are %p', (bytes) => {
    const message = 'is stored as bytes that are neither a Uint8Array nor base64 text';
    const error = caught(() =>
      mapper.fromItem(
        image({ thumb: { B: bytes }, hashes: { BS: [bytes] }, parts: { M: { a: { M: { bytes: { B: bytes } } } } } }),
      ),
    );
    expect(error).toBeInstanceOf(InvalidItemError);
    expect(error).toMatchObject({
      table: 'photos',
      key: 'id=AQID, name="a"',
      issues: [
        { path: 'thumb', message },
        { path: 'hashes', message },
        { path: 'parts.a.bytes', message },
      ],
    });
  });
});
