/** Patches whose types are interfaces and classes. */
import {
  Attribute,
  BaseRepository,
  increment,
  json,
  listOf,
  mapOf,
  merge,
  PartitionKey,
  Repository,
  setOf,
  Table,
} from 'annotable';

class Geo {
  @Attribute(String) city!: string;
  @Attribute(Number, { optional: true }) zoom?: number;
}

@Table('posts')
class Post {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(String) title!: string;
  @Attribute(Number) views!: number;
  @Attribute(listOf(String)) tags!: string[];
  @Attribute(mapOf(Number), { optional: true }) votes?: Record<string, number>;
  @Attribute(setOf(String)) marks!: Set<string>;
  @Attribute(Geo, { optional: true }) geo?: Geo;
  @Attribute(json(), { optional: true }) meta?: { a?: number; b?: { c?: string; d?: string[] } };
}

@Repository(Post)
class Posts extends BaseRepository<Post, 'id'> {}

export async function merges(posts: Posts): Promise<void> {
  await posts.update('a', {
    geo: merge({ zoom: 1 }),
    votes: merge({ ann: increment(1) }),
    meta: merge({ b: { c: 'x', d: ['y'] } }),
  });
  await posts.upsert('a', { geo: merge({ city: undefined, zoom: increment(1) }), 'meta.b': merge({ c: 'x' }) });
  // @ts-expect-error a text has no members
  await posts.update('a', { title: merge({ zoom: 1 }) });
  // @ts-expect-error a list has no members
  await posts.update('a', { tags: merge({ zoom: 1 }) });
  // @ts-expect-error a set has no members
  await posts.update('a', { marks: merge({ zoom: 1 }) });
  // @ts-expect-error of another type
  await posts.update('a', { geo: merge({ zoom: 'x' }) });
  // @ts-expect-error no such member
  await posts.update('a', { geo: merge({ nope: 1 }) });
  // @ts-expect-error of another type, within
  await posts.update('a', { meta: merge({ b: { c: 1 } }) });
  // @ts-expect-error a text is no patch
  await posts.update('a', { geo: merge('x') });
}
