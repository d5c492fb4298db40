import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { anything, type CheckOptions, optionRules, text } from '../errors/option-rules.ts';
import { loadDynalite, startDynalite } from './dynalite.ts';
import { startDynoxide } from './dynoxide.ts';
import { dynoxidePackage, findDynoxide } from './find-package.ts';
import type { EnginePlace, LocalEngine, LocalEngineName, LocalOptions, RunningEngine } from './local-engine.ts';
import { LOOPBACK, portInUse, tryPort } from './port.ts';

/** An engine that is installed, ready to be started. */
interface Installed {
  readonly name: LocalEngineName;
  start(place: EnginePlace): Promise<RunningEngine>;
}

const checkLocal: CheckOptions = optionRules<LocalOptions>({
  path: text,
  port: anything,
  cors: anything,
  engine: anything,
});

/**
 * Starts a local DynamoDB on 127.0.0.1 and waits until it answers.
 *
 * It never outlives this process, and never keeps it alive: a script that only serves others must wait for something
 * itself, as the command `annotable local` does.
 *
 * @param options.path - folder that keeps the data; default: in memory
 * @param options.port - 1 to 65535; default: a free one
 * @param options.cors - true to answer web pages too; default: false, they get status 403
 * @param options.engine - default: `dynoxide` where its package is installed, else `dynalite`
 * @throws ConfigurationError if an option or the engine is unknown, the engine is not installed or does not start, the
 * folder can't be made, or the port is invalid or in use
 * @example
 * const engine = await startLocal();
 * const phones = new PhoneRepository(engine.client);
 * await phones.table.ensure();
 * await engine.stop();
 */
export async function startLocal(options: LocalOptions = {}): Promise<LocalEngine> {
  checkLocal(options, 'annotable/local', 'startLocal');
  const installed = await findEngine(options.engine);
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const place = {
    folder: await makeFolder(options.path),
    port: await checkPort(options.port),
    cors: checkCors(options.cors),
  };
  const running = await installed.start(place);
  const endpoint = `http://${LOOPBACK}:${running.port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'local', credentials });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    if (stopped === undefined) {
      client.destroy();
      stopped = running.stop();
    }
    return stopped;
  };
  return { endpoint, client, engine: installed.name, stop, [Symbol.asyncDispose]: stop };
}

/** Finds the engine that was asked for, or the best one that is installed. */
async function findEngine(asked: LocalEngineName | undefined): Promise<Installed> {
  if (asked !== undefined && asked !== 'dynoxide' && asked !== 'dynalite') {
    throw new ConfigurationError(`there is no local engine '${String(asked)}'; known are 'dynoxide' and 'dynalite'`);
  }
  const program = asked === 'dynalite' ? undefined : findDynoxide();
  if (program !== undefined) return { name: 'dynoxide', start: (place) => startDynoxide(program, place) };
  const dynalite = asked === 'dynoxide' ? undefined : await loadDynalite();
  if (dynalite !== undefined) return { name: 'dynalite', start: (place) => startDynalite(dynalite, place) };
  throw notInstalled(asked);
}

/** Makes the error that names the npm package to install. */
function notInstalled(asked: LocalEngineName | undefined): ConfigurationError {
  const subject = asked === undefined ? 'no local engine is' : `the local engine ${asked} is not`;
  return new ConfigurationError(`${subject} installed; run: npm install --save-dev ${packageToInstall(asked)}`);
}

function packageToInstall(asked: LocalEngineName | undefined): string {
  const dynoxide = dynoxidePackage();
  if (asked !== undefined) return asked === 'dynoxide' ? dynoxide : asked;
  // The npm registry has no package of dynoxide for another platform.
  if (dynoxide !== '@dynoxide/linux-x64') return 'dynalite';
  return `${dynoxide}, or dynalite, which lacks transactions, streams and time to live`;
}

/** Makes the data folder, if there is to be one, and gives its absolute path. */
async function makeFolder(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const folder = resolve(path);
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new ConfigurationError(`the data folder ${folder} can't be made: ${String(cause)}`, { cause });
  }
  return folder;
}

/** Checks that web pages are not let in by mistake: `'false'` is a true value. */
function checkCors(cors: boolean | undefined): boolean {
  if (cors === undefined || typeof cors === 'boolean') return cors ?? false;
  throw new ConfigurationError('startLocal: cors is true or false');
}

/** Checks that a fixed port is valid and free. */
async function checkPort(port: number | undefined): Promise<number | undefined> {
  if (port === undefined || port === 0) return undefined;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new ConfigurationError(`port ${port} is not a whole number from 1 to 65535`);
  }
  if ((await tryPort(port)) === undefined) throw portInUse(port);
  return port;
}
