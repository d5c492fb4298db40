import { writeTransaction } from '../../lib/index.ts';
import { of, type PolicyCase } from './policy-case.ts';
import { Clicked, type PolicyWorld } from './policy-world.ts';

/** A call that may end in an error: its requests count. */
const tried = (call: Promise<unknown>): Promise<unknown> => call.catch(() => undefined);

const older = (world: PolicyWorld) => world.stored('drafts', { name: 'Ann' });
const olderTicket = (world: PolicyWorld) => world.stored('tickets', { code: `t-${world.next()}` });
const duplicate = (world: PolicyWorld) => world.duplicateMember();
const duplicateTicket = (world: PolicyWorld) => world.duplicateTicket();

async function draft(world: PolicyWorld): Promise<number> {
  const id = world.next();
  await world.drafts.create({ id, name: 'Ann' });
  return id;
}

async function paper(world: PolicyWorld): Promise<number> {
  const id = world.next();
  await world.papers.create({ id, title: `p-${id}` });
  return id;
}

async function deletedPaper(world: PolicyWorld): Promise<number> {
  const id = await paper(world);
  await world.papers.delete(id);
  return id;
}

async function duplicatePaper(world: PolicyWorld): Promise<number> {
  const title = `p-${world.next()}`;
  const id = await world.stored('papers', { title, deletedAt: '2026-01-01T00:00:00.000Z' });
  await world.papers.create({ id: world.next(), title });
  return id;
}

async function click(world: PolicyWorld): Promise<number> {
  const id = world.next();
  await world.clicks.create({ id, page: '/' });
  return id;
}

const duplicates: readonly PolicyCase[] = [
  of('put', 'foreign guard', (world, id) => world.members.put({ id, email: `n-${id}` }), duplicate),
  of('update', 'foreign guard', (world, id) => world.members.update(id, { email: `n-${id}` }), duplicate),
  of('upsert', 'foreign guard', (world, id) => world.members.upsert(id, { email: `n-${id}` }), duplicate),
  of('delete', 'foreign guard', (world, id) => world.members.delete(id), duplicate),
  of('deleteIfExists', 'foreign guard', (world, id) => world.members.deleteIfExists(id), duplicate),
  of('deletePartition', 'foreign guard', (world, id) => world.members.deletePartition({ id }), duplicate),
  of(
    'writeTransaction',
    'foreign guard',
    (world, id) => writeTransaction(world.client).delete(world.members, id).commit(),
    duplicate,
  ),
];

const versions: readonly PolicyCase[] = [
  of('create', 'versions', (world) => world.drafts.create({ id: world.next(), name: 'Ann' })),
  of('put', 'older item', (world, id) => world.drafts.put({ id, name: 'Bob' }, { if: { name: 'Ann' } }), older),
  of('update', 'older item', (world, id) => world.drafts.update(id, { name: 'Bob' }), older),
  of('upsert', 'older item', (world, id) => world.drafts.upsert(id, { name: 'Bob' }), older),
  of('delete', 'older item', (world, id) => world.drafts.delete(id, { if: { name: 'Ann' } }), older),
  of('deleteIfExists', 'older item', (world, id) => world.drafts.deleteIfExists(id, { if: { name: 'Ann' } }), older),
  of('putMany', 'versions', (world) => world.drafts.putMany([{ id: world.next(), name: 'Ann' }])),
  of('deleteMany', 'versions', (world) => world.drafts.deleteMany([world.next()])),
  of('deletePartition', 'versions', (world, id) => world.drafts.deletePartition({ id }), draft),
  of(
    'writeTransaction',
    'older item',
    (world, id) =>
      writeTransaction(world.client)
        .check(world.drafts, id, { name: 'Ann' })
        .put(world.drafts, { id: world.next(), name: 'Ann' })
        .commit(),
    older,
  ),
  of(
    'writeTransaction',
    'versions, delete',
    (world, id) => writeTransaction(world.client).delete(world.drafts, id).commit(),
    draft,
  ),
  of('put', 'older item with a unique value', (world, id) => world.tickets.put({ id, code: `n-${id}` }), olderTicket),
  of(
    'update',
    'older item with a unique value',
    (world, id) => world.tickets.update(id, { code: `n-${id}` }),
    olderTicket,
  ),
  of(
    'put',
    'older item with a unique value, condition',
    (world, id) => world.tickets.put({ id, code: `n-${id}` }, { if: { id } }),
    olderTicket,
  ),
  of('put', 'older item, foreign guard', (world, id) => world.tickets.put({ id, code: `n-${id}` }), duplicateTicket),
  of(
    'update',
    'older item, foreign guard',
    (world, id) => world.tickets.update(id, { code: `n-${id}` }),
    duplicateTicket,
  ),
];

/** An older item that another writer changes before its upgrade is written. */
const contended: readonly PolicyCase[] = [
  of('put', 'contended', (world, id) => world.drafts.put({ id, name: 'Bob' }, { if: { name: 'Cid' } }), older),
  of('delete', 'contended', (world, id) => world.drafts.delete(id, { if: { name: 'Cid' } }), older),
  of('deleteIfExists', 'contended', (world, id) => world.drafts.deleteIfExists(id, { if: { name: 'Cid' } }), older),
  of('update', 'contended', (world, id) => world.drafts.update(id, { name: 'Bob' }), older),
  of('upsert', 'contended', (world, id) => world.drafts.upsert(id, { name: 'Bob' }), older),
  of('check', 'contended', (world, id) => check(world, id), older),
  of('writeTransaction', 'contended', (world, id) => check(world, id), older),
].map((each) => ({
  ...each,
  interferes: {
    at: each.method === 'update' || each.method === 'upsert' ? 2 : 1,
    write: (world, id) => world.stored('drafts', { name: 'Cid' }, id),
  },
}));

const check = (world: PolicyWorld, id: number): Promise<unknown> =>
  writeTransaction(world.client).check(world.drafts, id, { name: 'Cid' }).commit();

const soft: readonly PolicyCase[] = [
  of('create', 'soft', (world) => paper(world)),
  of('delete', 'soft, with unique values and purge', (world, id) => world.papers.delete(id), paper),
  of('deleteIfExists', 'soft, with unique values and purge', (world, id) => world.papers.deleteIfExists(id), paper),
  of('deleteIfExists', 'soft, no item', (world) => world.papers.deleteIfExists(world.next())),
  of('restore', 'soft, with unique values and purge', (world, id) => world.papers.restore(id), deletedPaper),
  of('purge', 'soft, with unique values and purge', (world, id) => world.papers.purge(id), deletedPaper),
  of('purge', 'foreign guard', (world, id) => world.papers.purge(id), duplicatePaper),
];

const families: readonly PolicyCase[] = [
  of('create', 'family', (world) =>
    world.events.create(Object.assign(new Clicked(), { id: world.next(), page: '/' }) as never),
  ),
  of('update', 'family', (world, id) => world.events.update({ id }, { page: '/a' }), click),
  of('upsert', 'family', (world, id) => world.events.upsert({ id }, { page: '/a' }), click),
  of('delete', 'family', (world, id) => world.events.delete({ id }), click),
  of('deleteIfExists', 'family', (world, id) => world.events.deleteIfExists({ id }), click),
];

const reads: readonly PolicyCase[] = [
  of('query', 'table', (world) => world.phones.query({ id: 1 }).all()),
  of('scan', 'index', (world) => world.phones.scan({ index: 'byName' }).all()),
  of(
    'query',
    'follow',
    async (world) => {
      await world.visits.query({ id: 1 }).all();
      await world.visits.query({ page: '/' }, { index: 'byPage', follow: true }).all();
    },
    async (world) => {
      const id = world.next();
      await world.visits.create({ id, at: 1, page: '/' });
      return id;
    },
  ),
  of('scan', 'follow', async (world) => {
    await world.visits.scan().all();
    await world.visits.scan({ index: 'byPage', follow: true }).all();
  }),
  of(
    'check',
    'plain',
    (world, id) => tried(writeTransaction(world.client).check(world.drafts, id, { name: 'Bob' }).commit()),
    draft,
  ),
  of(
    'check',
    'older item',
    (world, id) => writeTransaction(world.client).check(world.drafts, id, { name: 'Ann' }).commit(),
    older,
  ),
];

/** Calls that use permissions which the cases of the page of permissions don't use. */
export const policyCases: readonly PolicyCase[] = [
  ...reads,
  ...duplicates,
  ...versions,
  ...contended,
  ...soft,
  ...families,
];
