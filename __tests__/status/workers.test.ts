import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CallTimeoutError,
  Enum,
  IllegalTransitionError,
  LeaseLostError,
  OutcomeUnknownError,
  ReadInterruptedError,
  Repository,
  StatusRecord,
  StatusTracker,
  Table,
  ThrottledError,
  Transitions,
  type WatchedStep,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { type FaultProxy, startFaults } from '../support/faults.ts';

type JobStatus = 'QUEUED' | 'FETCHING' | 'WORKING' | 'DONE' | 'FAILED';
@Table('jobs')
@Enum({ status: ['QUEUED', 'FETCHING', 'WORKING', 'DONE', 'FAILED'] })
@Transitions({
  QUEUED: ['FETCHING', 'FAILED'],
  FETCHING: ['WORKING', 'FAILED'],
  WORKING: ['DONE', 'FAILED'],
  DONE: [],
  FAILED: [],
})
class Job extends StatusRecord<JobStatus> {}

@Repository(Job)
class Jobs extends StatusTracker<Job> {}

const requests = 500;
const workers = 20;
const leaseMs = 400;

/** Faults of the network and the service, with their probabilities. */
const plan = [
  { op: 'UpdateItem', fault: 'resetAfter', when: { p: 0.03 } },
  { op: 'UpdateItem', fault: 'errorAfter', when: { p: 0.03 } },
  { op: 'UpdateItem', fault: 'reset', when: { p: 0.02 } },
  { op: 'UpdateItem', fault: 'throttle', when: { p: 0.02 } },
  { op: 'UpdateItem', fault: 'truncate', when: { p: 0.02 } },
  { op: 'GetItem', fault: 'internal', when: { p: 0.02 } },
  { op: 'Query', fault: 'smallPage', when: { p: 0.05 } },
];

/** Returns a generator of pseudorandom numbers. The same seed creates the same numbers. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

class Crash extends Error {}

/** True if a client gives up at this error: throttling, a fault of the service, or a lost response. */
function isGivenUp(error: unknown): boolean {
  if (error instanceof OutcomeUnknownError || error instanceof ThrottledError || error instanceof CallTimeoutError)
    return true;
  const { $fault, code } = error as { $fault?: string; code?: string };
  return error instanceof ReadInterruptedError || $fault === 'server' || code === 'ECONNRESET';
}

onEveryEngine('status tracker with 20 crashing workers and 500 requests under faults', (engine) => {
  const tableName = engine.uniqueTable('jobs');
  const direct = new Jobs(engine.client, { tableName });
  let faults: FaultProxy;
  let client: DynamoDBClient;
  let jobs: Jobs;
  const ends = new Map<string, number>();
  const crashes: string[] = [];

  beforeAll(async () => {
    await direct.table.create();
    faults = await startFaults(engine.endpoint);
    const { region, credentials } = engine.client.config;
    client = new DynamoDBClient({
      endpoint: faults.endpoint,
      region: await region(),
      credentials: await credentials(),
      maxAttempts: 6,
    });
    jobs = new Jobs(client, { tableName });
  });
  afterAll(async () => {
    client.destroy();
    await faults.close();
    await direct.table.drop();
  });

  /** Works on one request from its current status. Crashes at random points. */
  async function work(id: string, owner: string, random: () => number): Promise<void> {
    const survive = (): void => {
      if (random() < 0.08) throw new Crash();
    };
    const job = await jobs.claim(id, { owner, leaseMs });
    if (job === undefined) return;
    survive();
    let { status, progress = 0 } = job;
    if (status === 'QUEUED') ({ status } = await jobs.advance(id, 'FETCHING', { owner }));
    survive();
    if (status === 'FETCHING') ({ status } = await jobs.advance(id, 'WORKING', { owner, progress }));
    while (progress < 100) {
      survive();
      progress = Math.min(100, progress + 34);
      // A heartbeat on a timer runs at the same time as the steps.
      await Promise.all([jobs.progress(id, progress, { owner }), jobs.heartbeat(id, { owner, leaseMs })]);
    }
    await jobs.heartbeat(id, { owner, leaseMs });
    survive();
    const isBad = Number(id.slice(4)) % 10 === 0;
    await (isBad ? jobs.fail(id, { owner, error: 'bad request' }) : jobs.succeed(id, { owner, result: { id } }));
    ends.set(id, (ends.get(id) ?? 0) + 1);
  }

  /** Works on requests until none is open. */
  async function worker(number: number, queue: string[]): Promise<void> {
    const random = seeded(number + 1);
    let life = 0;
    for (;;) {
      const id =
        queue.shift() ?? (await jobs.findStale({ idleMs: 50, limit: 20 }))[Math.floor(random() * 5)]?.requestId;
      if (id === undefined) {
        const { QUEUED, FETCHING, WORKING } = await jobs.counts();
        if (QUEUED + FETCHING + WORKING === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
        continue;
      }
      try {
        await work(id, `worker-${number}-${life}`, random);
      } catch (error) {
        if (error instanceof Crash) {
          crashes.push(id);
          life++;
        } else if (!(error instanceof LeaseLostError || error instanceof IllegalTransitionError)) {
          // An error at which the client gives up counts as a crash. Any other error is a defect.
          if (!isGivenUp(error)) throw error;
          life++;
        }
      }
    }
  }

  engine.testWith(
    'itemOnConditionFailure',
    'ends each request exactly once, by a legal path, and loses none',
    async () => {
      const ids = Array.from({ length: requests }, (_, index) => `job-${index}`);
      for (let at = 0; at < ids.length; at += 50)
        await Promise.all(ids.slice(at, at + 50).map((id) => direct.start(id, { userId: 'u', payload: { id } })));
      await faults.setPlan(plan);

      const watched = new Map<string, WatchedStep[]>();
      const watching = ids
        .filter((_, index) => index % 50 === 0)
        .map(async (id) => {
          const steps: WatchedStep[] = [];
          watched.set(id, steps);
          for await (const step of direct.watch(id, { minPollMs: 5, maxPollMs: 20 })) steps.push(step);
        });
      const queue = [...ids];
      await Promise.all(Array.from({ length: workers }, (_, number) => worker(number, queue)));
      await Promise.all(watching);

      const records = await direct.getMany(ids, { consistent: true });
      for (const [index, record] of records.entries()) {
        if (record === undefined) throw new Error(`${ids[index]} is lost`);
        expect(record.status).toBe(index % 10 === 0 ? 'FAILED' : 'DONE');
        const path = record.history.map(({ status }) => status as JobStatus);
        // Each step is taken once, even if it was sent several times. Only the last one is final.
        expect(path).toEqual(['QUEUED', 'FETCHING', 'WORKING', index % 10 === 0 ? 'FAILED' : 'DONE']);
        expect(record.steps).toBe(4);
        expect(record.progress).toBe(100);
        expect([record.owner, record.leaseUntil]).toEqual([undefined, undefined]);
        expect(record.attempts).toBeGreaterThanOrEqual(1);
      }
      // No worker received the end of another worker as its own.
      expect([...ends.values()].every((count) => count === 1)).toBe(true);
      expect(crashes.length).toBeGreaterThan(50);
      const { byFault } = await faults.counters();
      expect(byFault['resetAfter']).toBeGreaterThan(10);

      expect(watched.size).toBe(10);
      for (const steps of watched.values()) {
        const numbers = [...new Set(steps.map(({ number }) => number))];
        const skipped = steps.reduce((sum, step) => sum + step.skipped, 0);
        expect(numbers.length + skipped).toBe(steps.at(-1)?.number);
        const progress = steps.flatMap((step) => step.progress ?? []);
        expect(progress).toEqual([...progress].sort((a, b) => a - b));
      }
      expect(await direct.counts()).toMatchObject({ QUEUED: 0, FETCHING: 0, WORKING: 0, DONE: 450, FAILED: 50 });
    },
    300_000,
  );
});
