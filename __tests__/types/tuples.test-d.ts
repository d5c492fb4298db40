/** Tuples, whose elements have types of their own, which the compiler accepts or rejects. */
import {
  Attribute,
  append,
  BaseRepository,
  type Changes,
  type Condition,
  contains,
  gt,
  increment,
  listOf,
  mapOf,
  PartitionKey,
  remove,
  setOf,
  size,
  Table,
  tupleOf,
} from 'annotable';
import type { Equal, Expect } from './equal.ts';

class Place {
  @Attribute(String) city!: string;
  @Attribute(String, { optional: true }) zip?: string;
}

@Table('spans')
class Span {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(tupleOf(String, Number)) range!: [string, number];
  @Attribute(tupleOf(Number)) one!: [number];
  @Attribute(tupleOf(Number, Number)) readonly point!: readonly [x: number, y: number];
  @Attribute(tupleOf(String, String)) pair!: ['a' | 'b', string];
  @Attribute(tupleOf(Date, Place, setOf(String), listOf(Number)), { optional: true })
  mixed?: [Date, Place, Set<string>, number[]];
  @Attribute(tupleOf(Number, Number), { nullable: true, default: [0, 1] }) range2!: [number, number] | null;
  @Attribute(listOf(tupleOf(String, Number))) rows!: [string, number][];
  @Attribute(mapOf(tupleOf(Place, tupleOf(Number, Number)))) marks!: Record<string, [Place, [number, number]]>;
  @Attribute(
    tupleOf(() => Span, Number),
    { optional: true },
  )
  self?: [Span, number];
}

export abstract class Spans extends BaseRepository<Span, 'id'> {}

declare const given: readonly [string, number];
declare const at: Date;

export const changes: readonly Changes<Span, 'id'>[] = [
  { range: ['a', 1], point: [1, 2], one: [1] },
  { range: given, 'range[0]': 'x', 'range[1]': increment(2), 'one[0]': 3 },
  { 'mixed[0]': at, 'mixed[1].city': 'x', 'mixed[1].zip': remove(), 'mixed[2]': new Set(['x']), mixed: remove() },
  { 'mixed[3]': append([1]), 'mixed[3][0]': 1, range2: null, 'rows[3][1]': 1, rows: append([['x', 1]]) },
  {
    'rows[0]': given,
    'rows[1]': remove(),
    'marks.k[0].city': 'x',
    'marks.k[1][0]': 1,
    'marks.k': [{ city: 'x' }, [1, 2]],
  },
];

export const conditions: readonly Condition<Span>[] = [
  { 'range[0]': 'x', 'range[1]': gt(2), range: ['a', 1], rows: contains(['a', 1]), range2: size(2) },
];

export const refused: readonly Changes<Span, 'id'>[] = [
  // @ts-expect-error too short
  { range: ['a'] },
  // @ts-expect-error too long
  { range: ['a', 1, 2] },
  // @ts-expect-error elements in another order
  { range: [1, 'a'] },
  // @ts-expect-error of another type
  { 'range[0]': 1 },
  // @ts-expect-error of another type
  { 'range[0]': increment(1) },
  // @ts-expect-error no such element
  { 'range[2]': 1 },
  // @ts-expect-error an element can't be removed
  { 'range[1]': remove() },
  // @ts-expect-error nothing can be appended
  { point: append([1]) },
  // @ts-expect-error nothing can be appended to a tuple in a list
  { 'rows[0]': append([1]) },
];

export const untested: readonly Condition<Span>[] = [
  // @ts-expect-error of another type
  { 'range[0]': 1 },
  // @ts-expect-error no such element
  { 'range[2]': 1 },
];

export class Misfits {
  // @ts-expect-error a list is no tuple
  @Attribute(tupleOf(String, Number)) list!: (string | number)[];
  // @ts-expect-error a list of one type
  @Attribute(tupleOf(Number, Number)) numbers!: number[];
  // @ts-expect-error too short
  @Attribute(tupleOf(Number, Number)) short!: [number];
  // @ts-expect-error too long
  @Attribute(tupleOf(Number, Number)) long!: [number, number, number];
  // @ts-expect-error in another order
  @Attribute(tupleOf(String, Number)) turned!: [number, string];
  // @ts-expect-error a tuple is no list
  @Attribute(listOf(Number)) tuple!: [number, number];
  // @ts-expect-error a default of another length
  @Attribute(tupleOf(Number, Number), { default: [1] }) filled!: [number, number];
  // @ts-expect-error no elements
  @Attribute(tupleOf()) none!: [];
}

export type Reads = Expect<Equal<Span['range'], [string, number]>>;
