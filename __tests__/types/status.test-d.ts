import {
  Attribute,
  Enum,
  Repository,
  type RequestStatusRepository,
  StatusRecord,
  StatusTracker,
  Table,
  Transitions,
} from 'annotable';
import type { Equal } from './equal.ts';

type Status = 'QUEUED' | 'RUNNING' | 'SUCCESS' | 'ERROR';

@Table('jobs')
@Enum({ status: ['QUEUED', 'RUNNING', 'SUCCESS', 'ERROR'] })
@Transitions(
  { QUEUED: ['RUNNING', 'ERROR'], RUNNING: ['SUCCESS', 'ERROR'], SUCCESS: [], ERROR: [] },
  { success: 'SUCCESS' },
)
class Job extends StatusRecord<Status> {
  @Attribute(String) model!: string;
}

@Repository(Job)
class Jobs extends StatusTracker<Job> {}

// @ts-expect-error a status is missing
@Transitions({ QUEUED: ['RUNNING'], RUNNING: ['SUCCESS'], SUCCESS: [] })
export class Missing extends StatusRecord<Status> {}

// @ts-expect-error a status that the class can't have
@Transitions({ QUEUED: ['RUNNING'], RUNNING: ['SUCCESS'], SUCCESS: [], ERROR: [], LOST: [] })
export class Unknown extends StatusRecord<Status> {}

// @ts-expect-error it leads to a status that is not listed
@Transitions({ QUEUED: ['RUNNING'], RUNNING: ['SUCESS'], SUCCESS: [], ERROR: [] })
export class Misspelt extends StatusRecord<Status> {}

// @ts-expect-error the failure is not one of the statuses
@Transitions({ QUEUED: ['RUNNING'], RUNNING: ['SUCCESS'], SUCCESS: [], ERROR: [] }, { failure: 'FAILED' })
export class WrongFailure extends StatusRecord<Status> {}

// @ts-expect-error it stands on a class without statuses
@Transitions({ A: ['B'], B: [] })
export class NoRecord {}

@Table('parcels')
@Enum({ status: ['A', 'DONE'] })
@Transitions({ A: ['DONE'], DONE: [] })
class Parcel extends StatusRecord<'A' | 'DONE'> {
  @Attribute(Number) grams!: number;
  @Attribute(String, { optional: true }) note?: string;
  get label(): string {
    return `${this.requestId}: ${this.grams} g`;
  }
  describe(): string {
    return this.label;
  }
}

@Repository(Parcel)
class Parcels extends StatusTracker<Parcel> {}

/** A worker for requests of any class. */
async function drain<R extends StatusRecord>(tracker: StatusTracker<R>, id: string): Promise<R> {
  const { status } = await tracker.getOrThrow(id);
  return tracker.advance(id, status);
}

export async function ownAttributes(parcels: Parcels): Promise<void> {
  // Accessors and methods are no attributes.
  await parcels.start('p', { attributes: { grams: 250 } });
  await parcels.start('p', { attributes: { grams: 250, note: undefined } });
  // @ts-expect-error what is required is asked for
  await parcels.start('p', { attributes: { note: 'x' } });
  // @ts-expect-error a method is no attribute
  await parcels.start('p', { attributes: { grams: 250, describe: () => 'x' } });
  true satisfies Equal<Awaited<ReturnType<typeof parcels.start>>, Parcel>;
  (await drain(parcels, 'p')) satisfies Parcel;
  const read = await parcels.get('p', { select: ['grams'] });
  true satisfies Equal<typeof read extends { grams: number } | undefined ? true : false, true>;
  await parcels.redrive('p', { redrives: 1 });
}

declare const trackers: { jobs: Jobs; requests: RequestStatusRepository };

export async function typed({ jobs, requests }: typeof trackers): Promise<void> {
  const job = await jobs.start('j', { attributes: { model: 'm' }, userId: 'u' });
  true satisfies Equal<typeof job, Job>;
  true satisfies Equal<typeof job.status, Status>;
  const claimed = await jobs.claim('j', { owner: 'w' });
  true satisfies Equal<typeof claimed, Job | undefined>;
  const counts = await jobs.counts();
  true satisfies Equal<typeof counts, Record<Status, number>>;
  await jobs.advance('j', 'RUNNING', { progress: { done: 1, total: 2 } });
  await requests.start('r');
  await requests.fail('r', { error: new Error('x') });
  for await (const step of jobs.watch('j')) true satisfies Equal<typeof step.skipped, number>;
  // @ts-expect-error the class's own required attributes are asked for
  await jobs.start('j');
  // @ts-expect-error and are typed
  await jobs.start('j', { attributes: { model: 1 } });
  // @ts-expect-error a status that the class doesn't have
  await jobs.advance('j', 'IN_PROGRESS');
  // @ts-expect-error a status that the class doesn't have
  await requests.listByStatus('RUNNING');
  // @ts-expect-error a worker has a name
  await jobs.claim('j', {});
  // @ts-expect-error progress is a number, or what is done
  await jobs.progress('j', '40%');
}
