/** Paths into maps of documents, lists and maps, and into unions, which the compiler accepts or rejects. */
import {
  Attribute,
  addTo,
  append,
  BaseRepository,
  between,
  type Changes,
  type Condition,
  contains,
  decrement,
  entry,
  exists,
  gt,
  ifNotExists,
  increment,
  json,
  listOf,
  lt,
  mapOf,
  oneOf,
  PartitionKey,
  ref,
  remove,
  set,
  setOf,
  size,
  Table,
} from 'annotable';

class Node {
  @Attribute(String) v!: string;
  @Attribute(Number) n!: number;
  @Attribute(BigInt) big!: bigint;
  @Attribute(String, { optional: true }) note?: string;
  @Attribute(setOf(String)) tags!: Set<string>;
  @Attribute(listOf(Number)) scores!: number[];
  @Attribute(listOf(String)) names!: string[];
  @Attribute(mapOf(Date)) seen!: Record<string, Date>;
  @Attribute(() => Node, { optional: true }) next?: Node;
}

/** Names with different meanings at different levels. */
class Outer {
  @Attribute(String) value!: string;
  @Attribute(() => Inner) inner!: Inner;
}

class Inner {
  @Attribute(Number) value!: number;
  @Attribute(mapOf(Boolean)) flags!: Record<string, boolean>;
}

type Json = null | string | number | boolean | Json[] | { [name: string]: Json };
type Meta = { kind: 'a'; a: number; part: { x: string } } | { kind: 'b'; b?: string; part: { x: number; y: boolean } };

@Table('graphs')
class Graph {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(Number) limit!: number;
  @Attribute(mapOf(Node)) nodes!: Record<string, Node>;
  @Attribute(mapOf(Outer), { optional: true }) outers?: Record<string, Outer>;
  @Attribute(mapOf(listOf(Number))) ml!: Record<string, number[]>;
  @Attribute(mapOf(mapOf(Number))) mm!: Record<string, Record<string, number>>;
  @Attribute(mapOf(mapOf(Node))) mmn!: Record<string, Record<string, Node>>;
  @Attribute(listOf(mapOf(Node))) lm!: Record<string, Node>[];
  @Attribute(mapOf(Number)) votes!: Record<string, number>;
  @Attribute(json(), { optional: true }) meta?: Meta;
  @Attribute(json()) either!: string | number[] | { length: boolean };
  @Attribute(json()) free!: Json;
}

export abstract class Graphs extends BaseRepository<Graph, 'id'> {}

declare const at: Date;
const node = { v: 'x', n: 1, big: 1n, tags: new Set(['x']), scores: [1], names: ['x'], seen: {} };

export const changes: readonly Changes<Graph, 'id'>[] = [
  { 'nodes.k.v': 'x', 'nodes.k.n': increment(1), 'nodes.k.big': increment(1n), 'nodes.k.note': remove() },
  {
    'nodes.k': node,
    'nodes.j': remove(),
    'nodes.i': set(node),
    'nodes.h.tags': new Set(['x']),
    'nodes.g.tags': remove(),
  },
  { 'nodes.k.scores': append([1]), 'nodes.j.scores[0]': 3, 'nodes.j.names[0]': 'x', 'nodes.i.scores[1]': decrement(2) },
  { 'nodes.k.seen.ann': at, 'nodes.k.seen.bob': remove(), 'nodes.j.seen': { ann: at } },
  { 'nodes.k.next.v': 'x', 'nodes.k.next.n': increment(), 'nodes.k.next.next.scores[0]': 1, 'nodes.j.next': remove() },
  { 'nodes.k.next.next.next.v': 'x', 'nodes.k.next.seen.ann': at, 'nodes.k.v': set(ref('nodes.j.v')) },
  { 'outers.k.value': 'x', 'outers.k.inner.value': increment(1), 'outers.k.inner.flags.on': true, outers: remove() },
  { 'ml.k[0]': 1, 'ml.j[0]': increment(2), 'ml.i': append([1]), 'ml.h': [1], 'ml.g[1]': remove() },
  {
    'mm.a.b': 1,
    'mm.a.c': increment(),
    'mm.b': { c: 1 },
    'mm.c': remove(),
    'mm.d.e': remove(),
    'mm.e.f': ifNotExists(1),
  },
  { 'mmn.a.b.v': 'x', 'mmn.a.b.n': increment(1), 'mmn.a.c': node, 'mmn.a.d.seen.x': at, 'mmn.b': { c: node } },
  { 'lm[0].k.v': 'x', 'lm[0].k.n': increment(1), 'lm[0].j': node, 'lm[1]': { k: node } },
  { 'meta.kind': 'a', 'meta.a': increment(1), 'meta.b': remove(), 'meta.part.x': 'x', 'meta.part.y': true },
  { 'meta.b': 'x', 'meta.part.x': 3, 'either[0]': 1 },
  { 'votes["a.b"]': 1, 'votes["c.d"]': increment(2), 'votes["e.f"]': remove(), limit: set(ref('votes["a.b"]')) },
  { 'nodes["a.b"].v': 'x', 'nodes["a.b"].n': increment(1), 'nodes["a.b"].next.v': 'x', 'nodes["c.d"]': node },
  { 'nodes["a.b"].scores[0]': 1, 'nodes["a.b"].next.scores[0]': 1, 'nodes.a.seen["b.c"]': at, 'nodes["a"].seen.b': at },
  { 'mm["a.b"]["c.d"]': 1, 'mm["a.b"].c': 1, 'mm.a["c.d"]': 1, 'mm["a.b"]': { c: 1 }, 'lm[0]["a.b"].v': 'x' },
  { 'either.length': true, 'free.a.b': 1, 'free.a': [1, { b: null }], free: 'x' },
];

/** Mistakes below the keys of a map, which only the run time can reject. */
export const untold: readonly Changes<Graph, 'id'>[] = [
  { 'outers.k.inner.value': 'x' },
  { 'nodes.k': 'x' },
  { 'nodes.k.nowhere': 'x' },
];

declare const who: string;

/** Changes and conditions that are built step by step, with a map key that is only known then. */
export function steps(): readonly [Changes<Graph, 'id'>, Condition<Graph>] {
  const made: Changes<Graph, 'id'> = {};
  made.limit = increment(1);
  made['nodes.k.v'] = 'x';
  made[entry('votes', who)] = 3;
  made[entry('nodes', who)] = node;
  made[entry(entry('mm', who), 'x')] = increment(1);
  made[`${entry('nodes', who)}.v` as const] = 'x';
  // @ts-expect-error a key can't change
  made.id = 'x';
  // @ts-expect-error of another type
  made.limit = 'x';
  // @ts-expect-error of another type
  made[entry('votes', who)] = 'x';
  // @ts-expect-error no map
  made[entry('limit', who)] = 3;
  // @ts-expect-error of another type
  made[`${entry('nodes', who)}.v` as const] = 3;
  const condition: Condition<Graph> = {};
  condition.limit = gt(3);
  condition[entry('votes', who)] = gt(3);
  // @ts-expect-error of another type
  condition[entry('votes', who)] = gt('x');
  return [made, condition];
}

export const refusedChanges: readonly Changes<Graph, 'id'>[] = [
  // @ts-expect-error of another type
  { 'nodes.k.v': 1 },
  // @ts-expect-error no number
  { 'nodes.k.v': increment(1) },
  // @ts-expect-error a bigint has no fraction
  { 'nodes.k.big': increment(1.5) },
  // @ts-expect-error required
  { 'nodes.k.v': remove() },
  // @ts-expect-error of another type
  { 'nodes.k.next.n': 'x' },
  // @ts-expect-error of another type
  { 'nodes.k.scores[0]': 'x' },
  // @ts-expect-error of another type
  { 'nodes.k.seen.ann': 'x' },
  // @ts-expect-error sets within documents are set whole
  { 'nodes.k.tags': addTo(['x']) },
  // @ts-expect-error nothing in the map has that type
  { 'nodes.k': true },
  // @ts-expect-error at no level of the map
  { 'outers.k.inner.value': at },
  // @ts-expect-error of another type
  { 'outers.k.inner.flags.on': 1 },
  // @ts-expect-error of another type
  { 'ml.k[0]': 'x' },
  // @ts-expect-error other elements
  { 'ml.k': append(['x']) },
  // @ts-expect-error of another type
  { 'mm.a.b': 'x' },
  // @ts-expect-error of another type
  { 'mm.a.b': { c: 1 } },
  // @ts-expect-error of another type
  { 'mmn.a.b.v': 1 },
  // @ts-expect-error of another type
  { 'lm[0].k.v': 1 },
  // @ts-expect-error of another type
  { 'votes.ann': 'x' },
  // @ts-expect-error of another type
  { 'votes["a.b"]': 'x' },
  // @ts-expect-error of another type
  { 'nodes["a.b"].v': 1 },
  // @ts-expect-error of another type
  { 'nodes["a.b"].next.n': 'x' },
  // @ts-expect-error of another type
  { 'nodes.a.seen["b.c"]': 'x' },
  // @ts-expect-error of another type
  { 'mm["a.b"]["c.d"]': 'x' },
  // @ts-expect-error quotes are closed
  { 'votes["a.b': 1 },
  // @ts-expect-error no map
  { 'limit["a.b"]': 1 },
  // @ts-expect-error in no type of the union
  { 'meta.c': 'x' },
  // @ts-expect-error of another type
  { 'meta.a': 'x' },
  // @ts-expect-error of no type of the union
  { 'meta.kind': 'c' },
  // @ts-expect-error of no type of the union
  { 'meta.part.x': true },
  // @ts-expect-error required in its type of the union
  { 'meta.a': remove() },
  // @ts-expect-error the length of a string or list is no member
  { 'either.length': 3 },
];

export const conditions: readonly Condition<Graph>[] = [
  {
    'nodes.k.v': 'x',
    'nodes.k.n': gt(1),
    'nodes.k.big': between(1n, 2n),
    'nodes.k.note': exists(),
    'nodes.j': exists(),
  },
  {
    'nodes.k.tags': contains('x'),
    'nodes.k.scores': size(gt(1)),
    'nodes.k.scores[0]': lt(3),
    'nodes.k.seen.ann': lt(at),
  },
  { 'nodes.k.next.next.n': lt(ref('limit')), limit: gt(ref('nodes.k.n')), 'nodes.k': node },
  { 'outers.k.value': 'x', 'outers.k.inner.value': gt(1), 'outers.k.inner.flags.on': true },
  { 'votes["a.b"]': gt(1), 'nodes["a.b"].v': 'x', limit: gt(ref('nodes["a.b"].n')) },
  { 'ml.k[0]': gt(1), 'ml.k': contains(1), 'mm.a.b': gt(1), 'mm.a': { b: 1 }, 'mmn.a.b.v': 'x', 'lm[0].k.n': gt(1) },
  { 'meta.kind': oneOf(['a', 'b']), 'meta.a': gt(1), 'meta.b': exists(), 'meta.part.x': oneOf(['x', 1]) },
];

export const refusedConditions: readonly Condition<Graph>[] = [
  // @ts-expect-error of another type
  { 'votes["a.b"]': gt('x') },
  // @ts-expect-error of another type
  { 'nodes["a.b"].v': 1 },
  // @ts-expect-error of another type
  { 'nodes.k.v': 1 },
  // @ts-expect-error of another type
  { 'nodes.k.n': gt('1') },
  // @ts-expect-error numbers have no size
  { 'nodes.k.next.n': size(1) },
  // @ts-expect-error at no level of the map
  { 'outers.k.inner.value': at },
  // @ts-expect-error of another type
  { 'ml.k[0]': 'x' },
  // @ts-expect-error other elements
  { 'ml.k[0]': contains(1) },
  // @ts-expect-error of another type
  { 'mm.a.b': gt('x') },
  // @ts-expect-error of another type
  { 'lm[0].k.v': 1 },
  // @ts-expect-error in no type of the union
  { 'meta.c': exists() },
  // @ts-expect-error of no type of the union
  { 'meta.kind': oneOf(['a', 'c']) },
  // @ts-expect-error of another type
  { 'meta.a': gt('x') },
];
