/** Vectors, and the searches of vector indexes, that the compiler accepts or rejects. */
import {
  Attribute,
  BaseRepository,
  type Changes,
  type JsonOf,
  json,
  listOf,
  type NewItem,
  PartitionKey,
  remove,
  size,
  Table,
  vector,
} from 'annotable';
import type { Equal, Expect } from './equal.ts';

@Table('passages')
class Passage {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(vector(3)) embedding!: Float32Array;
  @Attribute(vector(2), { optional: true }) second?: Float32Array;
  @Attribute(vector(2), { nullable: true, default: [0, 1] }) third!: Float32Array | null;
  @Attribute(listOf(vector(2)), { optional: true }) all?: Float32Array[];
}

export abstract class Passages extends BaseRepository<Passage, 'id'> {}

declare const floats: Float32Array;
declare const numbers: readonly number[];

export const items: readonly NewItem<Passage>[] = [
  { id: 'a', embedding: floats, third: null },
  { id: 'a', embedding: numbers, second: [1, 2], third: [1, 2], all: [floats, [1, 2]] },
];

export const changes: readonly Changes<Passage, 'id'>[] = [
  { embedding: floats, second: remove(), third: null },
  { embedding: numbers, second: [1, 2] },
];

export const refused: readonly Changes<Passage, 'id'>[] = [
  // @ts-expect-error of another type
  { embedding: ['a'] },
  // @ts-expect-error of another type
  { embedding: new Float64Array(3) },
  // @ts-expect-error a vector changes as a whole
  { 'embedding[0]': 1 },
];

export class Misfits {
  // @ts-expect-error an array of numbers is no Float32Array
  @Attribute(vector(3)) list!: number[];
  // @ts-expect-error other floats
  @Attribute(vector(3)) doubles!: Float64Array;
  // @ts-expect-error not optional
  @Attribute(vector(3)) absent?: Float32Array;
  // @ts-expect-error no list
  @Attribute(listOf(Number)) numbers!: Float32Array;
  // @ts-expect-error no JSON
  @Attribute(json()) meta!: { floats: Float32Array };
  // @ts-expect-error a default of another type
  @Attribute(vector(3), { default: 'a' }) filled!: Float32Array;
}

export const tests = { embedding: size(3) };
export type Json = Expect<Equal<JsonOf<Pick<Passage, 'embedding'>>, { embedding: number[] }>>;
