import { join } from 'node:path';
import { type RunningStudio, type StudioOptions, startStudio } from '../studio/start-studio.ts';
import { print, printJson, styled, type Terminal } from './terminal.ts';
import { untilInterrupted } from './until-interrupted.ts';

/** Options of the command line. */
export interface StudioFlags extends Pick<StudioOptions, 'port' | 'write' | 'remote'> {
  readonly json?: boolean;
}

/** The files of the page are in the package as they are. */
const pageFolder = join(import.meta.dirname, '../studio/page');

/**
 * Runs `annotable studio`: prints the link of the page, and stops on SIGINT or SIGTERM.
 *
 * @throws ConfigurationError `configuration.invalid` if `startStudio` throws it
 */
export async function runStudio(
  terminal: Terminal,
  modulePath: string,
  { json, ...flags }: StudioFlags,
): Promise<void> {
  const { url, info, stop } = await startStudio({ modulePath, pageFolder, ...flags });
  const interrupted = untilInterrupted();
  if (json === true) await printJson(terminal, { url, ...info });
  else await printStudio(terminal, url, info);
  await interrupted;
  await stop();
}

async function printStudio(terminal: Terminal, url: string, info: RunningStudio['info']): Promise<void> {
  const place = info.isRemote ? styled(terminal, 'red', info.endpoint) : info.endpoint;
  await print(terminal, `Open ${styled(terminal, 'bold', url)}\n`);
  await print(terminal, `${info.models.join(', ')} at ${place}`);
  await print(terminal, info.canWrite ? 'Items can be changed.' : 'Read-only: add --write to change items.');
  await print(terminal, '\nCtrl+C stops it.');
}
