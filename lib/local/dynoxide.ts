import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { type BoundChild, spawnBound } from './bound-child.ts';
import { openGuard } from './guard.ts';
import type { EnginePlace, RunningEngine } from './local-engine.ts';
import { freePort, LOOPBACK, portInUse, tryPort } from './port.ts';
import { answers } from './probe.ts';

/** How many free ports are tried when other programs take them first. */
const ATTEMPTS = 5;
/** How long a start may take, in milliseconds; usual is 10 to 50. */
const START_MS = 20_000;
/** How long to wait between two looks at a starting engine, in milliseconds. */
const LOOK_MS = 5;
/** How long an engine that does not announce itself must have lived beside an answering port, in milliseconds. */
const UNANNOUNCED_MS = 500;

/**
 * Starts dynoxide as a child process and waits until it answers.
 *
 * dynoxide itself answers every web page. So without `cors` it listens where a page can't find it, behind a guard.
 *
 * @param program - absolute path of its executable
 * @throws ConfigurationError if it does not start, with what it wrote; or if the fixed port is in use
 */
export async function startDynoxide(program: string, place: EnginePlace): Promise<RunningEngine> {
  if (place.cors) return startChild(program, place, LOOPBACK);
  const host = hiddenHost();
  const engine = await startChild(program, { ...place, port: undefined }, host);
  try {
    const guard = await openGuard({ host, port: engine.port }, place.port);
    return { port: guard.port, stop: () => Promise.all([guard.stop(), engine.stop()]).then(() => undefined) };
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

/** One of 16 million addresses of the loopback network: with the port too many for a web page to try. */
function hiddenHost(): string {
  const part = (): number => randomInt(1, 255);
  return process.platform === 'linux' ? `127.${part()}.${part()}.${part()}` : LOOPBACK;
}

async function startChild(program: string, { folder, port }: EnginePlace, host: string): Promise<RunningEngine> {
  const data = folder === undefined ? [] : ['--db-path', join(folder, 'dynoxide.sqlite')];
  for (let attempt = 1; ; attempt += 1) {
    // Its own `--port 0` binds a free port but never says which.
    const chosen = port ?? (await freePort(host));
    const child = spawnBound(program, ['serve', '--host', host, '--port', String(chosen), ...data]);
    if (await becomesReady(child, chosen, host)) return { port: chosen, stop: child.stop };
    const ended = child.hasEnded();
    await child.stop();
    // dynoxide also refuses a port that another program has on another address of this machine.
    const taken = /already in use/.test(child.output()) || (await tryPort(chosen, host)) === undefined;
    if (taken && port === undefined && attempt < ATTEMPTS) continue;
    const output = child.output() || 'it wrote nothing';
    throw taken ? portInUse(chosen, new Error(output)) : startFailure(program, ended, output);
  }
}

/** Makes the error for a start that failed for its own reasons. */
function startFailure(program: string, ended: boolean, output: string): ConfigurationError {
  const what = ended ? 'ended while starting' : `did not answer within ${START_MS} ms`;
  return new ConfigurationError(`the local engine dynoxide ${what} (${program}): ${output}`);
}

/** Waits until the child answers; false if it ends or takes too long. */
async function becomesReady(child: BoundChild, port: number, host: string): Promise<boolean> {
  const deadline = Date.now() + START_MS;
  let answeredAt: number | undefined;
  while (Date.now() < deadline && !child.hasEnded()) {
    if (await answers(port, host)) {
      answeredAt ??= Date.now();
      // The answer may be that of a stranger who was faster to take the port; then the child never says this, and ends.
      if (/listening/i.test(child.output()) || Date.now() - answeredAt > UNANNOUNCED_MS) return !child.hasEnded();
    }
    await sleep(LOOK_MS);
  }
  return false;
}
