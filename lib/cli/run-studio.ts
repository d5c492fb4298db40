import { join } from 'node:path';
import { type StudioOptions, startStudio } from '../studio/start-studio.ts';
import { print, styled, type Terminal } from './terminal.ts';
import { untilInterrupted } from './until-interrupted.ts';

/** Options of the command line. */
export type StudioFlags = Pick<StudioOptions, 'port' | 'write' | 'remote'>;

/** The files of the page are in the package as they are. */
const pageFolder = join(import.meta.dirname, '../studio/page');

/**
 * Runs `annotable studio`: prints the link of the page, and stops on SIGINT or SIGTERM.
 *
 * @throws ConfigurationError `configuration.invalid` if `startStudio` throws it
 */
export async function runStudio(terminal: Terminal, modulePath: string, flags: StudioFlags): Promise<void> {
  const { url, info, stop } = await startStudio({ modulePath, pageFolder, ...flags });
  const interrupted = untilInterrupted();
  const place = info.isRemote ? styled(terminal, 'red', info.endpoint) : info.endpoint;
  await print(terminal, `Open ${styled(terminal, 'bold', url)}\n`);
  await print(terminal, `${info.models.join(', ')} at ${place}`);
  await print(terminal, info.canWrite ? 'Items can be changed.' : 'Read-only: add --write to change items.');
  await print(terminal, '\nCtrl+C stops it.');
  await interrupted;
  await stop();
}
