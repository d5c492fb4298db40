import { runInNewContext } from 'node:vm';
import {
  Attribute,
  ConfigurationError,
  epochMillis,
  json,
  listOf,
  MemoryLinker,
  mapOf,
  PartitionKey,
  SortKey,
  schemaOf,
  setOf,
  Table,
  TimeToLive,
} from 'annotable';
import { conditionTerm } from '../../lib/expressions/condition.ts';
import { Placeholders } from '../../lib/expressions/placeholders.ts';
import { contains, gte } from '../../lib/expressions/test-operators.ts';
import { updateExpression } from '../../lib/expressions/update.ts';
import { Issues } from '../../lib/values/issues.ts';
import { isBytes, isDate, isMap, isSet } from '../../lib/values/kinds.ts';
import { schemaWith } from '../schema/support.ts';
import { encode } from './support.ts';

const foreign = (text: string): never => runInNewContext(text) as never;
const date = foreign('new Date(0)') as Date;
const bytes = foreign('new Uint8Array([1, 2])') as Uint8Array;
const iso = '1970-01-01T00:00:00.000Z';

class Place {
  @Attribute(Date) at!: Date;
  @Attribute(listOf(Date)) all!: Date[];
}

@Table('visits')
class Visit {
  @PartitionKey() @Attribute(Uint8Array) id!: Uint8Array;
  @SortKey() @Attribute(Date) at!: Date;
  @Attribute(Place) place!: Place;
  @Attribute(setOf(Uint8Array)) parts!: Set<Uint8Array>;
  @Attribute(mapOf(setOf(String))) tags!: Record<string, Set<string>>;
  @Attribute(json()) meta!: unknown;
  @Attribute(epochMillis()) seen!: Date;
  @TimeToLive() endsAt?: Date;
}

describe('values of another realm', () => {
  test('are not instances of the classes of this one', () => {
    const values = [date, foreign('new Set()'), foreign('new Map()'), bytes];
    expect(
      values.some((value: unknown) => [Date, Set, Map, Uint8Array].some((Class) => (value as object) instanceof Class)),
    ).toBe(false);
    expect([isDate(date), isSet(values[1]), isMap(values[2]), isBytes(bytes)]).toEqual([true, true, true, true]);
    expect([isDate({}), isSet([]), isMap(new Set()), isBytes(new Int8Array())]).toEqual([false, false, false, false]);
  });

  test('are stored like values of this realm, at any depth and in keys', () => {
    const { mapper } = schemaOf(Visit);
    const visit = {
      id: bytes,
      at: date,
      place: foreign('({ at: new Date(0), all: [new Date(0)] })') as Place,
      parts: foreign('new Set([new Uint8Array([1])])') as Set<Uint8Array>,
      tags: foreign('({ a: new Set(["x"]) })') as Record<string, Set<string>>,
      meta: foreign('({ a: [{ b: null }] })') as unknown,
      seen: date,
      endsAt: date,
    };
    const item = mapper.toItem(visit);
    expect(item).toEqual({
      id: { B: Uint8Array.of(1, 2) },
      at: { S: iso },
      place: { M: { at: { S: iso }, all: { L: [{ S: iso }] } } },
      parts: { BS: [Uint8Array.of(1)] },
      tags: { M: { a: { SS: ['x'] } } },
      meta: { M: { a: { L: [{ M: { b: { NULL: true } } }] } } },
      seen: { N: '0' },
      endsAt: { N: '0' },
    });
    expect(mapper.toKey(foreign('({ id: new Uint8Array([1, 2]), at: new Date(0) })'))).toEqual(mapper.keyOf(item));
  });

  test('are accepted by conditions and changes', () => {
    const schema = schemaWith({ at: { type: Date }, photo: { type: Uint8Array }, parts: { type: setOf(Uint8Array) } });
    const context = { schema, placeholders: new Placeholders(), issues: new Issues() };
    const term = conditionTerm(context, { at: gte(date), photo: bytes, parts: contains(bytes) });
    expect([term?.text, context.issues.list]).toEqual(['#0 >= :1 AND #2 = :3 AND contains(#4, :3)', []]);
    const issues = new Issues();
    updateExpression(schema, foreign('({ at: new Date(0), parts: new Set([new Uint8Array([1])]) })'), issues);
    expect(issues.list).toEqual([]);
  });

  test('are named by their kind in the message if they are rejected', () => {
    expect(encode(json(), foreign('[new Map()]')).issues).toEqual(['[0] must be a JSON value, not a Map']);
    expect(encode(mapOf(String), foreign('new Map()')).issues).toEqual(['must be a plain object, not a Map']);
    expect(encode(Date, foreign('new Date(NaN)')).issues).toEqual(['must be a valid Date']);
  });

  test('are recognized by the linkers as an expiry, or as values that JSON lacks', async () => {
    const linker = new MemoryLinker({ allowMultipleInstances: true });
    const later = foreign('new Date(Date.now() + 1e6)') as Date;
    await linker.putJson('a', { at: 1 }, { expiresAt: later });
    expect(await linker.getJson('a')).toEqual({ at: 1 });
    await expect(linker.putJson('b', foreign('({ all: new Map([[1, 2]]) })'))).rejects.toThrow(/is a Map, which JSON/);
    await expect(linker.putJson('b', foreign('[new Set([1])]'))).rejects.toThrow(/is a Set, which JSON/);
  });

  test('are rejected as the verdict of a validator if they are promises', () => {
    const { mapper } = schemaWith({ a: { type: String, validate: () => foreign('Promise.resolve(true)') } });
    expect(() => mapper.toItem({ id: '1', a: 'x' })).toThrow(ConfigurationError);
  });
});
