import { Readable } from 'node:stream';
import { FakeEmbeddings } from '@langchain/core/utils/testing';
import { backfill } from '../../lib/backfill/index.ts';
import type { AnyRepository } from '../../lib/index.ts';
import { RepositoryVectorStore } from '../../lib/langchain/index.ts';
import { contextOf } from '../../lib/repository/context.ts';
import { readStream } from '../../lib/streams/index.ts';
import { exportItems } from '../../lib/transfer/export-items.ts';
import { lineForm } from '../../lib/transfer/formats.ts';
import { importItems } from '../../lib/transfer/import-items.ts';
import { linesOf } from '../../lib/transfer/lines.ts';
import { drain } from '../docs/generate/permission-case.ts';
import { of, type PolicyCase } from './policy-case.ts';
import type { PolicyWorld } from './policy-world.ts';

const failedRequest = async (world: PolicyWorld): Promise<number> => {
  const id = world.next();
  await world.tracker.start(`t-${id}`, { userId: 'ann' });
  await world.tracker.fail(`t-${id}`);
  return id;
};
const startedRequest = async (world: PolicyWorld): Promise<number> => {
  const id = world.next();
  await world.tracker.start(`t-${id}`);
  return id;
};

const trackers: readonly PolicyCase[] = [
  of('startIfNew', 'alone', (world) => world.tracker.startIfNew(`t-${world.next()}`)),
  of('progress', 'alone', (world, id) => world.tracker.progress(`t-${id}`, 40), startedRequest),
  of('succeed', 'alone', (world, id) => world.tracker.succeed(`t-${id}`), startedRequest),
  of('fail', 'alone', (world, id) => world.tracker.fail(`t-${id}`), startedRequest),
  of(
    'confirmCancel',
    'alone',
    (world, id) => world.tracker.confirmCancel(`t-${id}`),
    async (world) => {
      const id = await startedRequest(world);
      await world.tracker.cancel(`t-${id}`);
      return id;
    },
  ),
  of(
    'heartbeat',
    'alone',
    (world, id) => world.tracker.heartbeat(`t-${id}`, { owner: 'w' }),
    async (world) => {
      const id = await startedRequest(world);
      await world.tracker.claim(`t-${id}`, { owner: 'w' });
      return id;
    },
  ),
  of('watch', 'alone', (world, id) => drain(world.tracker.watch(`t-${id}`)), failedRequest),
  of('history', 'alone', (world, id) => world.tracker.history(`t-${id}`), failedRequest),
  of('counts', 'alone', (world) => world.tracker.counts()),
];

const older = (world: PolicyWorld) => world.stored('drafts', { name: 'Ann' });
const olderTicket = (world: PolicyWorld) => world.stored('tickets', { code: `t-${world.next()}` });
const duplicateTicket = (world: PolicyWorld) => world.duplicateTicket();

async function visit(world: PolicyWorld): Promise<number> {
  const id = world.next();
  await world.visits.create({ id, at: 1, page: '/' });
  return id;
}

async function member(world: PolicyWorld): Promise<number> {
  const id = world.next();
  await world.members.create({ id, email: `b-${id}` });
  return id;
}

const backfills: readonly PolicyCase[] = [
  of('backfill', 'older items', (world) => backfill(world.drafts), older),
  of('backfill', 'older items with unique values', (world) => backfill(world.tickets), olderTicket),
  of(
    'backfill',
    'index with a part of the items',
    (world) => backfill(world.visits, { index: 'byPage', change: () => ({ page: '/b' }) }),
    visit,
  ),
  of('backfill', 'all items', (world) => backfill(world.visits, { change: () => undefined }), visit),
  of(
    'backfill',
    'older items, new unique values',
    (world, id) =>
      backfill(world.tickets, { change: (ticket) => (ticket.id === id ? { code: `n-${id}` } : undefined) }),
    duplicateTicket,
  ),
  of(
    'backfill',
    'foreign guard',
    (world, id) => backfill(world.members, { change: (own) => (own.id === id ? { email: `e-${id}` } : undefined) }),
    (world) => world.duplicateMember(),
  ),
  {
    ...of('backfill', 'contended', (world) => backfill(world.drafts), older),
    interferes: { at: 1, write: (world, id) => world.stored('drafts', { name: 'Cid' }, id) },
  },
  of(
    'backfill',
    'new unique values',
    (world) => backfill(world.members, { change: ({ id }) => ({ email: `c-${id}` }) }),
    member,
  ),
];

async function exported(world: PolicyWorld): Promise<unknown> {
  const context = contextOf(world.visits);
  await world.visits.table.describe();
  return exportItems({
    context,
    form: lineForm(context.schema, 'json', false),
    format: 'json',
    segments: 2,
    checkpoint: undefined,
    open: async () => ({ position: undefined, write: async () => {}, sync: async () => {}, close: async () => {} }),
    onProgress: () => {},
  });
}

const imported = (repository: AnyRepository, item: object): Promise<unknown> => {
  const context = contextOf(repository);
  return importItems({
    context,
    form: lineForm(context.schema, 'json', false),
    lines: linesOf(Readable.from([JSON.stringify(item)])),
    checkpoint: undefined,
    isDryRun: false,
    onProgress: () => {},
  });
};

const transfers: readonly PolicyCase[] = [
  of('export', 'all items', exported, visit),
  of('import', 'items', (world) => imported(world.drafts, { id: world.next(), name: 'Ann' })),
  of('import', 'unique values', (world, id) => imported(world.members, { id, email: `d-${id}` }), member),
  of(
    'import',
    'foreign guard',
    (world, id) => imported(world.members, { id, email: `d-${id}` }),
    (world) => world.duplicateMember(),
  ),
];

async function vectors(world: PolicyWorld): Promise<void> {
  const store = new RepositoryVectorStore(new FakeEmbeddings(), {
    repository: world.facts,
    index: 'byMeaning',
    text: 'text',
  });
  await store.addVectors([[1]], [{ pageContent: 'Paris', metadata: {}, id: 'p1' }]);
  await store.similaritySearchVectorWithScore([1], 1);
  await store.maxMarginalRelevanceSearch('x', { k: 1, fetchK: 1 }).catch(() => undefined);
  await world.facts.getMany(['p1']);
  await store.delete({ ids: ['p1'] });
}

async function firstChange(world: PolicyWorld): Promise<void> {
  for await (const _ of readStream(world.feeds, { client: world.streams, pollMs: 20 })) break;
}

async function feed(world: PolicyWorld): Promise<number> {
  const id = world.next();
  await world.feeds.create({ id });
  return id;
}

/** Calls of trackers, and of functions and commands on repositories. */
export const functionCases: readonly PolicyCase[] = [
  ...trackers,
  ...backfills,
  ...transfers,
  of('RepositoryVectorStore', 'all methods', vectors),
  of('readStream', 'all changes', firstChange, feed),
];
