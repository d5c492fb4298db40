import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { type BoundChild, spawnBound } from './bound-child.ts';
import { openGuard } from './guard.ts';
import type { EnginePlace, RunningEngine } from './local-engine.ts';
import { freePort, LOOPBACK, portInUse, tryPort } from './port.ts';
import { responds } from './probe.ts';

/** Most free ports that are tried if other programs bind them first. */
const ATTEMPTS = 5;
/** Most milliseconds of a start. The usual time is 10 to 50. */
const START_MS = 20_000;
/** Milliseconds between two checks of a starting engine. */
const POLL_MS = 5;
/** Milliseconds that a port must respond before the engine counts as ready without its announcement. */
const UNANNOUNCED_MS = 500;

/**
 * Starts dynoxide as a child process and waits until it responds.
 *
 * dynoxide responds to every web page. So without `cors`, it listens on an address that a page can't find, behind a
 * guard.
 *
 * @param program - absolute path of its executable
 * @throws ConfigurationError `configuration.invalid` if it does not start, with its output
 * @throws ConfigurationError `configuration.invalid` if the fixed port is in use
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

/** Returns one of 16 million loopback addresses. A web page can't try all of them with all ports. */
function hiddenHost(): string {
  const part = (): number => randomInt(1, 255);
  return process.platform === 'linux' ? `127.${part()}.${part()}.${part()}` : LOOPBACK;
}

async function startChild(program: string, { folder, port }: EnginePlace, host: string): Promise<RunningEngine> {
  const data = folder === undefined ? [] : ['--db-path', join(folder, 'dynoxide.sqlite')];
  for (let attempt = 1; ; attempt += 1) {
    // `--port 0` of dynoxide binds a free port but never prints it.
    const chosen = port ?? (await freePort(host));
    const child = spawnBound(program, ['serve', '--host', host, '--port', String(chosen), ...data]);
    if (await becomesReady(child, chosen, host)) return { port: chosen, stop: child.stop };
    const ended = child.hasEnded();
    await child.stop();
    // dynoxide also rejects a port that another program has bound on another address of this machine.
    const isInUse = /already in use/.test(child.output()) || (await tryPort(chosen, host)) === undefined;
    if (isInUse && port === undefined && attempt < ATTEMPTS) continue;
    const output = child.output() || 'it wrote nothing';
    throw isInUse ? portInUse(chosen, new Error(output)) : startFailure(program, ended, output);
  }
}

/** Returns the error of a start that failed for another reason than the port. */
function startFailure(program: string, ended: boolean, output: string): ConfigurationError {
  const problem = ended ? 'ended while starting' : `did not respond within ${START_MS} ms`;
  return new ConfigurationError(`the local engine dynoxide ${problem} (${program}): ${output}`);
}

/** Waits until the child responds. False if it ends or takes too long. */
async function becomesReady(child: BoundChild, port: number, host: string): Promise<boolean> {
  const deadline = Date.now() + START_MS;
  let respondedAt: number | undefined;
  while (Date.now() < deadline && !child.hasEnded()) {
    if (await responds(port, host)) {
      respondedAt ??= Date.now();
      // Another program may have bound the port first, and its response is read here. The child then ends unannounced.
      if (/listening/i.test(child.output()) || Date.now() - respondedAt > UNANNOUNCED_MS) return !child.hasEnded();
    }
    await sleep(POLL_MS);
  }
  return false;
}
