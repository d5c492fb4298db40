/**
 * A social network in one table. Users, posts, follows, and likes are entities. Each list takes one request: the posts
 * of a user, the followers of a user, the likes of a post. Counters change in the transaction that writes the item
 * they count, so a second like counts once.
 *
 * Transactions need dynoxide or DynamoDB. dynalite doesn't have them.
 */
import {
  Attribute,
  decrement,
  Entity,
  EntityRepository,
  GeneratedId,
  increment,
  NotUniqueError,
  PartitionKey,
  Repository,
  SortKey,
  Table,
  TransactionFailedError,
  Unique,
  writeTransaction,
} from 'annotable';
import { startLocal } from 'annotable/local';

@Table('social', { entities: () => [User, Post, Follow, Like] })
@PartitionKey('pk')
@SortKey('sk')
class Social {}

const userKeys = { partitionKey: 'USER#{userId}', sortKey: 'PROFILE' } as const;

@Entity('User', { table: Social, keys: userKeys })
class User {
  @Attribute(String) userId!: string;
  @Unique() @Attribute(String) handle!: string;
  @Attribute(Number, { default: 0 }) posts!: number;
  @Attribute(Number, { default: 0 }) followers!: number;
}

const postKeys = { partitionKey: 'USER#{userId}', sortKey: 'POST#{postId}' } as const;

@Entity('Post', { table: Social, keys: postKeys })
class Post {
  @Attribute(String) userId!: string;
  @GeneratedId('ulid') postId!: string;
  @Attribute(String) text!: string;
  @Attribute(Number, { default: 0 }) likes!: number;
}

/** The index with the two keys of the table exchanged. It finds follows and likes from their other end. */
const inverted = { name: 'inverted', partitionKey: { attribute: 'sk' }, sortKey: { attribute: 'pk' } } as const;

const followKeys = {
  partitionKey: 'USER#{followerId}',
  sortKey: 'FOLLOWS#{userId}',
  indexes: { byFollowed: inverted },
} as const;

@Entity('Follow', { table: Social, keys: followKeys })
class Follow {
  @Attribute(String) followerId!: string;
  @Attribute(String) userId!: string;
}

const likeKeys = {
  partitionKey: 'POST#{postId}',
  sortKey: 'LIKED-BY#{userId}',
  indexes: { byUser: inverted },
} as const;

@Entity('Like', { table: Social, keys: likeKeys })
class Like {
  @Attribute(String) postId!: string;
  @Attribute(String) userId!: string;
}

@Repository(User)
class Users extends EntityRepository<User, typeof userKeys, 'posts' | 'followers'> {}

@Repository(Post)
class Posts extends EntityRepository<Post, typeof postKeys, 'postId' | 'likes'> {}

@Repository(Follow)
class Follows extends EntityRepository<Follow, typeof followKeys> {}

@Repository(Like)
class Likes extends EntityRepository<Like, typeof likeKeys> {}

const engine = await startLocal();
const users = new Users(engine.client);
const posts = new Posts(engine.client);
const follows = new Follows(engine.client);
const likes = new Likes(engine.client);
await users.table.ensure();

/** Writes a post and counts it. */
async function publish(userId: string, text: string): Promise<Post> {
  const [post] = await writeTransaction(engine.client)
    .create(posts, { userId, text })
    .update(users, userId, { posts: increment() })
    .commit();
  return post;
}

/** Follows a user and counts it. Fails if the follower does so already. */
async function follow(followerId: string, userId: string): Promise<void> {
  await writeTransaction(engine.client)
    .create(follows, { followerId, userId })
    .update(users, userId, { followers: increment() })
    .commit();
}

/** Likes a post and counts it. Fails if the user likes the post already. */
async function like(userId: string, post: Post): Promise<void> {
  await writeTransaction(engine.client)
    .create(likes, { postId: post.postId, userId })
    .update(posts, post, { likes: increment() })
    .commit();
}

/** Takes a like back and counts it. Fails if there is none. */
async function unlike(userId: string, post: Post): Promise<void> {
  await writeTransaction(engine.client)
    .delete(likes, { postId: post.postId, userId })
    .update(posts, post, { likes: decrement() })
    .commit();
}

for (const [userId, handle] of [
  ['u1', 'ann'],
  ['u2', 'bob'],
  ['u3', 'cleo'],
] as const)
  await users.create({ userId, handle });
try {
  await users.create({ userId: 'u4', handle: 'ann' });
} catch (error) {
  if (!(error instanceof NotUniqueError)) throw error;
  console.log(`taken     ${error.attribute}: ${error.code}`);
}

await publish('u1', 'Hello');
const tea = await publish('u1', 'Tea is ready');
await publish('u2', 'Good morning');
await follow('u2', 'u1');
await follow('u3', 'u1');
await like('u2', tea);
await like('u3', tea);

for (const [attempt, repeat] of [
  ['liked', () => like('u3', tea)],
  ['followed', () => follow('u3', 'u1')],
] as const)
  try {
    await repeat();
  } catch (error) {
    if (!(error instanceof TransactionFailedError)) throw error;
    const [reason] = error.reasons.filter(({ code }) => code !== 'None');
    console.log(`${attempt.padEnd(10)}already, so nothing was counted: ${reason?.code}`);
  }

const ann = await users.get('u1');
console.log(`profile   ${ann?.handle} has ${ann?.posts} posts and ${ann?.followers} followers`);

for (const { text, likes: count } of await posts.query({ userId: 'u1' }, { descending: true, limit: 10 }).all())
  console.log(`feed      ${text} (${count} likes)`);

const followers = await follows.query({ userId: 'u1' }, { index: 'byFollowed' }).all();
console.log(`followers of ann: ${followers.map(({ followerId }) => followerId).join(', ')}`);

const likers = await likes.query({ postId: tea.postId }).all();
console.log(`likes     of "${tea.text}": ${likers.map(({ userId }) => userId).join(', ')}`);

await unlike('u2', tea);
const after = await posts.get(tea);
console.log(`unliked   "${after?.text}" has ${after?.likes} like`);

const liked = await likes.query({ userId: 'u3' }, { index: 'byUser' }).all();
console.log(`liked     by u3: ${liked.length} post`);

await engine.stop();
