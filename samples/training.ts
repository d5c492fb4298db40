/**
 * A training run that survives a crash of its worker. The worker, a separate process, claims the run, reports each
 * epoch, and is killed. After its lease, the run is stale. A second worker continues after the last reported epoch and
 * ends the run. The main process watches all steps.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  Enum,
  LeaseLostError,
  Repository,
  StatusRecord,
  StatusTracker,
  Table,
  Transitions,
} from 'annotable';
import { startLocal } from 'annotable/local';

type RunStatus = 'QUEUED' | 'STARTING' | 'UPLOADING' | 'TRAINING' | 'SUCCESS' | 'ERROR';

@Table('training-runs')
@Enum({ status: ['QUEUED', 'STARTING', 'UPLOADING', 'TRAINING', 'SUCCESS', 'ERROR'] })
@Transitions({
  QUEUED: ['STARTING', 'ERROR'],
  STARTING: ['UPLOADING', 'ERROR'],
  UPLOADING: ['TRAINING', 'ERROR'],
  TRAINING: ['SUCCESS', 'ERROR'],
  SUCCESS: [],
  ERROR: [],
})
class TrainingRun extends StatusRecord<RunStatus> {
  @Attribute(String) model!: string;
  @Attribute(Number) epochs!: number;
}

@Repository(TrainingRun)
class TrainingRuns extends StatusTracker<TrainingRun> {}

const leaseMs = 2_500;
const uploadMs = 100;
const epochMs = 250;

/** Claims a run, continues it from its current epoch, and renews its lease meanwhile. */
async function work(runs: TrainingRuns, id: string, owner: string): Promise<void> {
  const run = await runs.claim(id, { owner, leaseMs });
  if (run === undefined) return;
  // A worker that has lost its lease stops, because another one has the run. A heartbeat that arrives after the end of
  // the run is rejected too. It must only abort the work, which is done by then, and not end the process.
  const lost = new AbortController();
  const heartbeat = setInterval(() => {
    runs.heartbeat(id, { owner, leaseMs }).catch((error: unknown) => {
      if (error instanceof LeaseLostError) lost.abort(error);
    });
  }, leaseMs / 3);
  try {
    if (run.status === 'QUEUED') await runs.advance(id, 'STARTING', { owner });
    const { epochs: total } = run;
    if (run.status !== 'TRAINING') {
      await runs.advance(id, 'UPLOADING', { owner, message: 'data set' });
      await delay(uploadMs, undefined, { signal: lost.signal }); // A real worker uploads its data here.
      await runs.advance(id, 'TRAINING', { owner, progress: { done: 0, total, message: 'started' } });
    }
    for (let epoch = (run.done ?? 0) + 1; epoch <= total; epoch++) {
      await delay(epochMs, undefined, { signal: lost.signal }); // A real worker trains and saves a checkpoint here.
      const loss = (1 / epoch).toFixed(2);
      await runs.advance(id, 'TRAINING', { owner, progress: { done: epoch, total, message: `loss ${loss}` } });
    }
    await runs.succeed(id, { owner, message: 'trained', result: { loss: 1 / total } });
  } catch (error) {
    process.exitCode = 1;
    if (!(lost.signal.aborted || error instanceof LeaseLostError))
      await runs.fail(id, { owner, error: error as Error });
  } finally {
    clearInterval(heartbeat);
  }
}

const inAnotherProcess = (endpoint: string, id: string, owner: string): ChildProcess =>
  spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), 'worker', endpoint, id, owner], {
    stdio: 'inherit',
  });

async function main(): Promise<void> {
  const engine = await startLocal();
  const runs = new TrainingRuns(engine.client);
  await runs.table.ensure();
  const id = 'run-1';
  await runs.start(id, { userId: 'ann', payload: { model: 'digits' }, attributes: { model: 'digits', epochs: 8 } });

  const watching = (async () => {
    for await (const { number, status, progress, message = '', owner = '', skipped } of runs.watch(id, {
      minPollMs: 50,
      maxPollMs: 200,
    })) {
      const percent = progress === undefined ? '' : `${Math.round(progress)} %`;
      const note = skipped === 0 ? '' : `(${skipped} skipped)`;
      console.log(
        [`#${number}`.padEnd(4), status.padEnd(10), percent.padStart(6), owner, message, note].join(' ').trim(),
      );
    }
  })();

  const first = inAnotherProcess(engine.endpoint, id, 'worker-1');
  await runs.waitFor(id, { until: ({ done = 0 }) => done >= 3, minPollMs: 50, maxPollMs: 100 });
  first.kill('SIGKILL');
  await once(first, 'exit');
  const { done, epochs } = await runs.getOrThrow(id, { consistent: true });
  console.log(`killed    worker-1 after epoch ${done} of ${epochs}`);

  const early = await runs.claim(id, { owner: 'worker-2', leaseMs });
  console.log(`too early ${early === undefined ? 'its lease has not ended' : 'nobody had it'}`);
  let stale = await runs.findStale();
  while (stale.length === 0) {
    await delay(100);
    stale = await runs.findStale();
  }
  console.log(`stale     ${stale.map(({ requestId, owner }) => `${requestId} of ${owner}`).join()}`);

  const [exitCode] = await once(inAnotherProcess(engine.endpoint, id, 'worker-2'), 'exit');
  if (exitCode !== 0) throw new Error(`worker-2 has ended with ${exitCode}`);
  await watching;
  const ended = await runs.getOrThrow(id);
  console.log(`ended     ${ended.status} after ${ended.attempts} claims: ${JSON.stringify(ended.result)}`);
  await engine.stop();
}

const [, , role, endpoint = '', id = '', owner = ''] = process.argv;
if (role === 'worker') {
  const client = new DynamoDBClient({
    endpoint,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await work(new TrainingRuns(client), id, owner);
  client.destroy();
} else await main();
