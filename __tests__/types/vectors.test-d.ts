/** Vectors, and the searches of vector indexes, that the compiler accepts or rejects. */
import {
  Attribute,
  BaseRepository,
  type Changes,
  type JsonOf,
  json,
  listOf,
  type NewItem,
  type PartialItem,
  PartitionKey,
  Repository,
  remove,
  type SearchHit,
  size,
  Table,
  VectorIndex,
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

const indexes = {
  byMeaning: { vector: 'embedding', partitionKey: 'tenant', filters: ['lang', 'year'], distance: 'cosine' },
  byTitle: { vector: 'second', distance: 'euclidean', projection: ['title'] },
  byKey: { vector: 'second', distance: 'dotProduct', projection: 'KEYS_ONLY' },
  byTenant: { partitionKey: 'tenant' },
} as const;

class Text {
  @Attribute(String) id!: string;
  @Attribute(String) tenant!: string;
  @Attribute(String, { optional: true }) lang?: 'en' | 'de';
  @Attribute(Number) year!: number;
  @Attribute(String) title!: string;
  @Attribute(Boolean) open!: boolean;
  @Attribute(vector(3)) embedding!: Float32Array;
  @Attribute(vector(2), { optional: true }) second?: Float32Array;
  @Attribute(vector(2), { nullable: true }) none!: Float32Array | null;
  print(): void {}
}

@Table('texts')
@PartitionKey('id')
@VectorIndex('byMeaning', indexes.byMeaning)
@VectorIndex('byTitle', indexes.byTitle)
@VectorIndex('byKey', indexes.byKey)
class Indexed extends Text {}

@Repository(Indexed)
class Typed extends BaseRepository<Indexed, 'id', never, typeof indexes> {}
@Repository(Indexed)
class Untyped extends BaseRepository<Indexed, 'id'> {}

declare const typed: Typed;
declare const untyped: Untyped;

type Found = 'id' | 'tenant' | 'lang' | 'year' | 'title' | 'open';

export async function searches(): Promise<void> {
  const whole = await typed.search(floats, { index: 'byMeaning', where: { tenant: 'a' } });
  const filtered = await typed.search([1, 2, 3], { index: 'byMeaning', where: { tenant: 'a', lang: 'en', year: 1 } });
  const titles = await typed.search(floats, { index: 'byTitle', limit: 3 });
  const keys = await typed.search(numbers, { index: 'byKey' });
  const selected = await typed.search(numbers, { index: 'byTitle', select: ['title'] });
  const any = await untyped.search(numbers, { index: 'byMeaning', where: { tenant: 'a', lang: 'en' } });
  const some = await untyped.search(numbers, { index: 'byTitle', select: ['title'] });
  type _Results = [
    Expect<Equal<typeof whole, SearchHit<PartialItem<Indexed, Found>>[]>>,
    Expect<Equal<typeof filtered, SearchHit<PartialItem<Indexed, Found>>[]>>,
    Expect<Equal<typeof titles, SearchHit<PartialItem<Indexed, 'id' | 'title'>>[]>>,
    Expect<Equal<typeof keys, SearchHit<PartialItem<Indexed, 'id'>>[]>>,
    Expect<Equal<typeof selected, SearchHit<PartialItem<Indexed, 'title'>>[]>>,
    Expect<Equal<typeof any, SearchHit<PartialItem<Indexed, Found>>[]>>,
    Expect<Equal<typeof some, SearchHit<PartialItem<Indexed, 'title'>>[]>>,
  ];

  // @ts-expect-error no such index
  await typed.search(floats, { index: 'byNobody' });
  // @ts-expect-error no vector index
  await typed.search(floats, { index: 'byTenant', where: { tenant: 'a' } });
  // @ts-expect-error no index
  await typed.search(floats, {});
  // @ts-expect-error without the partition key
  await typed.search(floats, { index: 'byMeaning' });
  // @ts-expect-error without the partition key
  await typed.search(floats, { index: 'byMeaning', where: { lang: 'en' } });
  // @ts-expect-error no filter of the index
  await typed.search(floats, { index: 'byMeaning', where: { tenant: 'a', title: 'b' } });
  // @ts-expect-error no filter at all
  await typed.search(floats, { index: 'byKey', where: { tenant: 'a' } });
  // @ts-expect-error a value of another type
  await typed.search(floats, { index: 'byMeaning', where: { tenant: 'a', year: '1' } });
  // @ts-expect-error a search returns no vector
  await typed.search(floats, { index: 'byTitle', select: ['second'] });
  // @ts-expect-error other floats
  await typed.search(new Float64Array(3), { index: 'byTitle' });
  // @ts-expect-error no attribute
  await untyped.search(floats, { index: 'byMeaning', where: { nobody: 1 } });
  // @ts-expect-error a query reads no vector index
  await typed.query({ tenant: 'a' }, { index: 'byMeaning' }).all();
  await typed.query({ tenant: 'a' }, { index: 'byTenant' }).all();
}

// @ts-expect-error no vector
@VectorIndex('index', { vector: 'title', distance: 'cosine' })
export class NoVector extends Text {}

// @ts-expect-error a vector that can be null
@VectorIndex('index', { vector: 'none', distance: 'cosine' })
export class NullVector extends Text {}

// @ts-expect-error no such property
@VectorIndex('index', { vector: 'nobody', distance: 'cosine' })
export class NoProperty extends Text {}

// @ts-expect-error a partition key of another type
@VectorIndex('index', { vector: 'embedding', partitionKey: 'open', distance: 'cosine' })
export class BooleanKey extends Text {}

// @ts-expect-error a filter of another type
@VectorIndex('index', { vector: 'embedding', filters: ['lang', 'second'], distance: 'cosine' })
export class VectorFilter extends Text {}

// @ts-expect-error a method
@VectorIndex('index', { vector: 'embedding', distance: 'cosine', projection: ['print'] })
export class MethodProjected extends Text {}

// @ts-expect-error another distance
@VectorIndex('index', { vector: 'embedding', distance: 'manhattan' })
export class OtherDistance extends Text {}
