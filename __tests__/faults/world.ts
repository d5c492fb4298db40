import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { spawnBound } from '../../lib/local/bound-child.ts';
import { findDynoxide } from '../../lib/local/find-package.ts';
import { freePort } from '../../lib/local/port.ts';
import type { FaultRule } from './plans.ts';

/** Counts of the proxy since its plan was set. */
export interface Counters {
  readonly requests: number;
  readonly kills: number;
  readonly restarts: number;
  readonly byFault: Readonly<Record<string, number>>;
}

/** An engine that stores its data on a disk, and a fault proxy that can kill and restart the engine. */
export interface World {
  /** Name and version of the engine. */
  readonly engine: string;
  /** Endpoint of the proxy. */
  readonly endpoint: string;
  /** Endpoint of the engine. */
  readonly direct: string;
  setPlan(seed: number, rules: readonly FaultRule[]): Promise<void>;
  counters(): Promise<Counters>;
  close(): Promise<void>;
}

/** Starts engine and proxy. The working directory must be the root of the project. */
export async function openWorld(): Promise<World> {
  const program = findDynoxide();
  if (program === undefined) throw new Error('the durable engine dynoxide is not installed on this machine');
  const folder = mkdtempSync(join(tmpdir(), 'annotable-faults-'));
  const port = await freePort();
  const direct = `http://127.0.0.1:${port}`;
  const spawn = `${program} serve --host 127.0.0.1 --port ${port} --db-path ${join(folder, 'faults.sqlite')}`;
  const script = resolve('__tests__/support/fault-proxy.mjs');
  const proxy = spawnBound(process.execPath, [script, '--target', direct, '--spawn', spawn, '--quiet']);
  let endpoint: string | undefined;
  while (endpoint === undefined) {
    if (proxy.hasEnded()) throw new Error(`the fault proxy did not start: ${proxy.output()}`);
    endpoint = /listening on (http:\S+)/.exec(proxy.output())?.[1];
    await sleep(10);
  }
  const control = async (what: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${endpoint}/__faults/${what}`, { ...init, headers: { connection: 'close' } });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
  return {
    engine: await versionOf(program),
    endpoint,
    direct,
    setPlan: async (seed, rules) => void (await control('plan', { seed, rules })),
    counters: async () => (await control('counters')) as Counters,
    async close() {
      await proxy.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function versionOf(program: string): Promise<string> {
  const child = spawnBound(program, ['--version']);
  while (!child.hasEnded()) await sleep(5);
  return child.output();
}

/** Retries of a client. */
export interface Retries {
  readonly attempts: number;
  readonly delayMs: number;
}

/** Creates a client with the retries of the SDK, but with shorter pauses. */
export async function openClient(endpoint: string, { attempts, delayMs }: Retries): Promise<DynamoDBClient> {
  const config: DynamoDBClientConfig = {
    endpoint,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: attempts,
  };
  const usual = new DynamoDBClient(config);
  const retryStrategy = await usual.config.retryStrategy();
  const { retryBackoffStrategy } = retryStrategy as unknown as {
    readonly retryBackoffStrategy: { computeNextBackoffDelay: (attempt: number) => number };
  };
  retryBackoffStrategy.computeNextBackoffDelay = () => delayMs;
  usual.destroy();
  return new DynamoDBClient({ ...config, retryStrategy });
}

/** Returns the number of open sockets of this process. */
export const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
