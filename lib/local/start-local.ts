import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { anything, type CheckOptions, optionRules, text } from '../errors/option-rules.ts';
import { wholeNumber } from '../errors/whole-number.ts';
import { loadDynalite, startDynalite } from './dynalite.ts';
import { startDynoxide } from './dynoxide.ts';
import { dynoxidePackage, findDynoxide } from './find-package.ts';
import type { EnginePlace, LocalEngine, LocalEngineName, LocalOptions, RunningEngine } from './local-engine.ts';
import { LOOPBACK, portInUse, tryPort } from './port.ts';

/** An installed engine that can be started. */
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
 * Starts a local DynamoDB on 127.0.0.1 and waits until it responds.
 *
 * The engine ends with this process and does not keep it alive. A script that only serves other programs must keep
 * itself alive, as the command `annotable local` does.
 *
 * @param options.path - folder of the data; default: none, the data is in memory
 * @param options.port - 1 to 65535; default: a free port
 * @param options.cors - true to accept requests of web pages; default: false, web pages get status 403
 * @param options.engine - default: `dynoxide` if its package is installed, otherwise `dynalite`
 * @throws ConfigurationError `configuration.invalid` if an option or the engine is unknown, the engine is not installed
 *   or does not start, the folder can't be created, or the port is invalid or in use
 * @example
 * const engine = await startLocal();
 * const phones = new PhoneRepository(engine.client);
 * await phones.table.ensure();   // CreateTable { TableName: 'phones', … }
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

/** Returns the requested engine, or the best one that is installed. */
async function findEngine(requested: LocalEngineName | undefined): Promise<Installed> {
  if (requested !== undefined && requested !== 'dynoxide' && requested !== 'dynalite') {
    throw new ConfigurationError(
      `there is no local engine '${String(requested)}'; known are 'dynoxide' and 'dynalite'`,
    );
  }
  const program = requested === 'dynalite' ? undefined : findDynoxide();
  if (program !== undefined) return { name: 'dynoxide', start: (place) => startDynoxide(program, place) };
  const dynalite = requested === 'dynoxide' ? undefined : await loadDynalite();
  if (dynalite !== undefined) return { name: 'dynalite', start: (place) => startDynalite(dynalite, place) };
  throw notInstalled(requested);
}

/** Returns the error that names the npm package to install. */
function notInstalled(requested: LocalEngineName | undefined): ConfigurationError {
  const subject = requested === undefined ? 'no local engine is' : `the local engine ${requested} is not`;
  return new ConfigurationError(`${subject} installed; run: npm install --save-dev ${packageToInstall(requested)}`);
}

function packageToInstall(requested: LocalEngineName | undefined): string {
  const dynoxide = dynoxidePackage();
  if (requested !== undefined) return requested === 'dynoxide' ? dynoxide : requested;
  // The npm registry has no package of dynoxide for other platforms.
  if (dynoxide !== '@dynoxide/linux-x64') return 'dynalite';
  return `${dynoxide}, or dynalite, which lacks transactions, streams and time to live`;
}

/** Creates the data folder and returns its absolute path. Undefined for data in memory. */
async function makeFolder(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const folder = resolve(path);
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new ConfigurationError(`the data folder ${folder} can't be created: ${String(cause)}`, { cause });
  }
  return folder;
}

/** Checks that `cors` is a Boolean, because the text `'false'` is truthy and would allow web pages. */
function checkCors(cors: boolean | undefined): boolean {
  if (cors === undefined || typeof cors === 'boolean') return cors ?? false;
  throw new ConfigurationError('startLocal: cors must be true or false');
}

/** Checks that a fixed port is valid and free. */
async function checkPort(port: number | undefined): Promise<number | undefined> {
  if (port === undefined || port === 0) return undefined;
  wholeNumber('port', port, { least: 1, most: 65_535 });
  if ((await tryPort(port)) === undefined) throw portInUse(port);
  return port;
}
