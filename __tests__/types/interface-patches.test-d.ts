/** Changes and conditions in variables of interfaces, classes and aliases: what the compiler accepts and refuses. */
import {
  Attribute,
  and,
  BaseRepository,
  type gte,
  increment,
  json,
  listOf,
  mapOf,
  merge,
  not,
  or,
  PartitionKey,
  Repository,
  setOf,
  Table,
  type WriteTransaction,
} from 'annotable';

class Geo {
  @Attribute(String) city!: string;
  @Attribute(Number, { optional: true }) zoom?: number;
}

interface Meta {
  a?: number;
  b?: { c?: string; d?: string[] };
}

@Table('posts')
class Post {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(String) title!: string;
  @Attribute(Number) views!: number;
  @Attribute(listOf(String)) tags!: string[];
  @Attribute(listOf(Geo), { optional: true }) places?: Geo[];
  @Attribute(mapOf(Number), { optional: true }) votes?: Record<string, number>;
  @Attribute(setOf(String)) marks!: Set<string>;
  @Attribute(Geo, { optional: true }) geo?: Geo;
  @Attribute(json(), { optional: true }) meta?: Meta;
}

/** Without lists and maps there are no paths of any text, and without documents none at all. */
@Table('plain')
class Plain {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(String) title!: string;
  @Attribute(Geo, { optional: true }) geo?: Geo;
}

@Table('flat')
class Flat {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(String) title!: string;
}

@Repository(Post)
class Posts extends BaseRepository<Post, 'id'> {}

@Repository(Plain)
class Plains extends BaseRepository<Plain, 'id'> {}

@Repository(Flat)
class Flats extends BaseRepository<Flat, 'id'> {}

interface GeoInput {
  readonly city: string;
  readonly zoom?: number;
}

interface PostPatch {
  readonly title?: string;
  views?: number | undefined;
  readonly tags?: readonly string[];
  places?: GeoInput[];
  votes?: Record<string, number>;
  marks?: ReadonlySet<string>;
  geo?: GeoInput;
  meta?: Meta;
}

class PostDto {
  title = 'x';
  readonly tags: readonly string[] = ['x'];
  geo?: GeoInput;
  views? = increment(1);
}

interface TitlePatch {
  title?: string;
}

interface PostTest {
  readonly title?: string;
  views?: ReturnType<typeof gte<number>>;
  tags?: string[];
  geo?: GeoInput;
}

interface Given {
  readonly patch: PostPatch;
  readonly alias: { title?: string; tags?: string[] };
  readonly partial: Partial<Post>;
  readonly inputs: Partial<Omit<Post, 'id'>>;
  readonly picked: Pick<Post, 'title' | 'tags' | 'geo'>;
  readonly readonly: Readonly<Pick<Post, 'title' | 'meta'>>;
  readonly title: TitlePatch;
  readonly test: PostTest;
  readonly geo: Partial<GeoInput>;
  readonly votes: Votes;
}

interface Votes {
  readonly ann: number;
  bob?: number;
}

export async function changes(posts: Posts, given: Given): Promise<void> {
  await posts.update('a', given.patch);
  await posts.upsert('a', given.patch);
  await posts.update('a', new PostDto());
  await posts.update('a', given.alias);
  await posts.update('a', given.inputs);
  await posts.update('a', given.picked);
  await posts.update('a', given.readonly);
  await posts.update('a', { ...given.patch, 'votes.ann': 1 });
  await posts.update('a', { geo: merge(given.geo), votes: merge(given.votes), 'tags[0]': 'x' });
}

export async function conditions(posts: Posts, given: Given): Promise<void> {
  const { patch, test, partial, picked } = given;
  await posts.update('a', { title: 'x' }, { if: test });
  await posts.put({ id: 'a', title: 'x', views: 1, tags: [], marks: new Set() }, { if: patch });
  await posts.delete('a', { if: new PostDto() as PostTest });
  posts.scan({ filter: partial });
  posts.query({ id: 'a' }, { filter: picked });
  posts.scan({ filter: or(test, { 'votes.ann': 1 }, not(patch), and(picked, undefined)) });
  posts.scan({ filter: or<Post>(test, patch) });
}

export function transactions(posts: Posts, given: Given, transaction: WriteTransaction): unknown {
  return transaction
    .update(posts, 'a', given.patch, { if: given.test })
    .upsert(posts, 'b', new PostDto())
    .delete(posts, 'c', { if: given.patch })
    .check(posts, 'd', given.test);
}

export async function ofOtherModels(
  plains: Plains,
  flats: Flats,
  given: Given,
  geo: { geo?: GeoInput },
): Promise<void> {
  await plains.update('a', given.title, { if: geo });
  await plains.update('a', { 'geo.city': 'x' });
  await flats.update('a', given.title, { if: given.title });
}

interface Wrong {
  readonly title: { title?: number };
  readonly tags: WrongTags;
  readonly votes: { title: string; votes: Record<string, string> };
  readonly geo: WrongGeo;
  readonly meta: WrongMeta;
  readonly strangers: Strangers;
  readonly key: WrongKey;
  readonly test: WrongTest;
  readonly zoom: { zoom?: string };
}

interface WrongTags {
  title?: string;
  tags?: readonly number[];
}

interface WrongGeo {
  title?: string;
  geo?: { city: number };
}

interface WrongMeta {
  title?: string;
  meta?: { b: { c: number } };
}

interface WrongTest {
  title?: string;
  views?: ReturnType<typeof gte<string>>;
}

interface WrongKey {
  readonly id?: string;
}

interface Strangers {
  nickname?: string;
}

class WrongDto {
  title = increment(1);
}

export async function refusedChanges(posts: Posts, wrong: Wrong, transaction: WriteTransaction): Promise<void> {
  // @ts-expect-error of another type
  await posts.update('a', wrong.title);
  // @ts-expect-error other elements
  await posts.update('a', wrong.tags);
  // @ts-expect-error other entries
  await posts.update('a', wrong.votes);
  // @ts-expect-error a member of another type
  await posts.update('a', wrong.geo);
  // @ts-expect-error a member of another type, within
  await posts.upsert('a', wrong.meta);
  // @ts-expect-error no attribute at all
  await posts.update('a', wrong.strangers);
  // @ts-expect-error a key can't change
  await posts.update('a', wrong.key);
  // @ts-expect-error a text can't be added to
  await posts.update('a', new WrongDto());
  // @ts-expect-error a member of another type
  await posts.update('a', { geo: merge(wrong.zoom) });
  // @ts-expect-error an entry of another type
  await posts.update('a', { votes: merge(wrong.zoom) });
  // @ts-expect-error of another type
  transaction.update(posts, 'a', wrong.title);
  // @ts-expect-error other elements
  transaction.upsert(posts, 'a', wrong.tags);
}

export async function refusedConditions(posts: Posts, wrong: Wrong, transaction: WriteTransaction): Promise<void> {
  // @ts-expect-error of another type
  await posts.delete('a', { if: wrong.title });
  // @ts-expect-error other elements
  posts.scan({ filter: wrong.tags });
  // @ts-expect-error a number has no order with a text
  posts.scan({ filter: wrong.test });
  // @ts-expect-error a member of another type
  posts.query({ id: 'a' }, { filter: or(wrong.geo) });
  // @ts-expect-error no attribute at all
  posts.scan({ filter: not(wrong.strangers) });
  // @ts-expect-error of another type
  transaction.check(posts, 'a', wrong.title);
}

export async function refusedLiterals(posts: Posts, transaction: WriteTransaction): Promise<void> {
  // @ts-expect-error no such attribute
  await posts.update('a', { title: 'x', nickname: 'x' });
  // @ts-expect-error a key can't change
  await posts.update('a', { title: 'x', id: 'x' });
  // @ts-expect-error no such member
  await posts.update('a', { title: 'x', geo: { city: 'x', nope: 1 } });
  // @ts-expect-error no such member, in a list
  await posts.update('a', { title: 'x', places: [{ city: 'x', nope: 1 }] });
  // @ts-expect-error no such member, within
  await posts.upsert('a', { title: 'x', meta: { b: { nope: 'x' } } });
  // @ts-expect-error no such path
  await posts.update('a', { title: 'x', 'geo.nope': 1 });
  // @ts-expect-error of another type
  await posts.update('a', { title: 'x', 'geo.city': 1 });
  // @ts-expect-error of another type, below the key of a map
  await posts.update('a', { title: 'x', 'votes.ann': 'x' });
  // @ts-expect-error of another type, in a list
  await posts.update('a', { title: 'x', 'tags[0]': 1 });
  // @ts-expect-error no such attribute
  transaction.update(posts, 'a', { title: 'x', nickname: 'x' });
  // @ts-expect-error no such attribute
  posts.scan({ filter: { title: 'x', nickname: 'x' } });
  // @ts-expect-error no such member
  posts.scan({ filter: or({ title: 'x', geo: { city: 'x', nope: 1 } }) });
  // @ts-expect-error of another type, below the key of a map
  await posts.delete('a', { if: { title: 'x', 'votes.ann': 'x' } });
  // @ts-expect-error no such attribute
  transaction.check(posts, 'a', { title: 'x', nickname: 'x' });
}
