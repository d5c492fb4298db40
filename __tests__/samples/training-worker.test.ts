import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Attribute, Enum, Repository, StatusRecord, StatusTracker, Table, Transitions } from '../../lib/index.ts';
import { type LocalEngine, startLocal } from '../../lib/local/index.ts';

const root = path.join(__dirname, '..', '..');

/** A copy of the class in the sample. An import would run the sample. */
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
class TrainingRun extends StatusRecord<'QUEUED' | 'STARTING' | 'UPLOADING' | 'TRAINING' | 'SUCCESS' | 'ERROR'> {
  @Attribute(String) model!: string;
  @Attribute(Number) epochs!: number;
}

@Repository(TrainingRun)
class TrainingRuns extends StatusTracker<TrainingRun> {}

describe('worker of the training sample', () => {
  let engine: LocalEngine;
  let runs: TrainingRuns;
  let proxy: Server;
  let refused: string[];

  beforeAll(async () => {
    engine = await startLocal();
    runs = new TrainingRuns(engine.client);
    await runs.table.ensure();
  });

  afterAll(() => engine?.stop());

  beforeEach(() => {
    refused = [];
  });

  afterEach(() => {
    proxy.closeAllConnections();
    proxy.close();
  });

  /**
   * Starts a proxy that delays the last heartbeats until the run has ended. It delays the response to the end of the
   * run until a heartbeat is rejected.
   */
  async function holdHeartbeats(id: string): Promise<string> {
    let ended = (): void => undefined;
    const end = new Promise<void>((resolve) => {
      ended = resolve;
    });
    let onRejected = (): void => undefined;
    const rejection = new Promise<void>((resolve) => {
      onRejected = resolve;
    });
    proxy = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = Buffer.concat(parts).toString();
      const isHeartbeat = body.includes('"leaseUntil"') && !/"(attempts|steppedAt)"/.test(body);
      const { done = 0 } = isHeartbeat ? await runs.getOrThrow(id) : {};
      if (done > 3) await end;
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter(([name]) => !['host', 'connection', 'content-length'].includes(name)),
      ) as Record<string, string>;
      const reply = await fetch(engine.endpoint, { method: 'POST', headers, body });
      const text = await reply.text();
      const isEnd = body.includes('"SUCCESS"') && body.includes('"finishedAt"');
      if (isEnd) {
        ended();
        await rejection;
      }
      response.writeHead(reply.status, { 'Content-Type': 'application/x-amz-json-1.0' });
      response.end(text, () => {
        if (!isHeartbeat || reply.ok) return;
        refused.push((JSON.parse(text) as { __type: string }).__type);
        // The worker must read this response while it still waits for the response to its last step.
        setTimeout(onRejected, 100);
      });
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  }

  test('exits with 0 if a heartbeat is rejected after the end of the run', async () => {
    const id = 'run-late-heartbeat';
    const attributes = { model: 'digits', epochs: 8 };
    await runs.start(id, { userId: 'ann', payload: { model: 'digits' }, attributes });
    const endpoint = await holdHeartbeats(id);
    const args = ['--import', 'tsx', 'samples/training.ts', 'worker', endpoint, id, 'worker-1'];
    const worker = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
    const [exitCode] = await once(worker, 'exit');
    expect(refused).toEqual(expect.arrayContaining([expect.stringContaining('ConditionalCheckFailedException')]));
    const { status, history } = await runs.getOrThrow(id, { consistent: true });
    expect([status, exitCode]).toEqual(['SUCCESS', 0]);
    // The status is TRAINING before the first epoch ends.
    expect(history.slice(2, 5).map(({ status, progress }) => [status, progress])).toEqual([
      ['UPLOADING', undefined],
      ['TRAINING', 0],
      ['TRAINING', 12.5],
    ]);
  });
});
