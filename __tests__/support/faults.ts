import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A rule of a fault plan; the head of `fault-proxy.mjs` documents all of them. */
export interface FaultRule {
  readonly name?: string;
  readonly op?: string;
  readonly fault?: string;
  readonly delayMs?: number;
  readonly count?: number;
  readonly fraction?: number;
  readonly when?: {
    readonly nth?: number | number[];
    readonly first?: number;
    readonly after?: number;
    readonly every?: number;
    readonly p?: number;
  };
}

/** Counts of the proxy since the plan was set. */
export interface FaultCounters {
  readonly requests: number;
  readonly byOp: Readonly<Record<string, number>>;
  readonly byFault: Readonly<Record<string, number>>;
}

/** A fault proxy in a separate process, between a client and an engine. */
export interface FaultProxy {
  readonly endpoint: string;
  /** Replaces the plan and resets the counters. */
  setPlan(rules: readonly FaultRule[]): Promise<void>;
  counters(): Promise<FaultCounters>;
  close(): Promise<void>;
}

/** Starts a fault proxy in front of an engine. */
export async function startFaults(target: string): Promise<FaultProxy> {
  const script = path.join(__dirname, 'fault-proxy.mjs');
  const child = spawn(process.execPath, [script, '--target', target, '--quiet'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const endpoint = /http:\/\/\S+/.exec(line)?.[0] ?? '';
  return {
    endpoint,
    async setPlan(rules) {
      const response = await fetch(new URL('/__faults/plan', endpoint), {
        method: 'POST',
        body: JSON.stringify({ rules }),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    async counters() {
      return (await (await fetch(new URL('/__faults/counters', endpoint))).json()) as FaultCounters;
    },
    async close() {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}
