import path from 'node:path';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { inFileQueue } from '../linker/file-queue.ts';
import { fileContent, realFile, removeRemains, replaceFile } from '../linker/whole-file.ts';
import type { Checkpoint } from './checkpoint.ts';

/** Age in seconds after which a temporary file belongs to a process that was killed. */
const remainsSeconds = 3_600;

/**
 * Returns a checkpoint in a JSON file.
 *
 * Each save writes a new file beside the old one, syncs it to the disk, and replaces the old one. So after a kill or a
 * power failure, the file is complete: the old state or the new one. Only one process may use the file.
 *
 * @param file - path of the file; the first save creates it and its folder; a symbolic link is followed
 * @throws ConfigurationError `configuration.invalid` if the path is not a string or is empty; `load` throws it if the
 *   file isn't JSON
 * @example
 * for await (const change of readStream(orders, { checkpoint: fileCheckpoint('data/orders.json') })) await send(change);
 * // GetRecords { ShardIterator: … }, from the position in the file
 */
export function fileCheckpoint(file: string): Checkpoint {
  if (typeof file !== 'string' || file.trim() === '')
    throw new ConfigurationError('fileCheckpoint() needs the path of its file, as a string');
  const absolute = path.resolve(file);
  return {
    load: async () => {
      const real = await realFile(absolute);
      await removeRemains(real, remainsSeconds).catch(() => 0);
      const content = await fileContent(real);
      return content === undefined ? undefined : parse(absolute, content);
    },
    save: async (state) => {
      const content = `${JSON.stringify(state)}\n`;
      // By the path as it was given: to find the real file takes time, in which a later save could come first.
      await inFileQueue(absolute, async () => replaceFile(await realFile(absolute), content));
    },
  };
}

function parse(file: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new ConfigurationError(
      `the checkpoint ${file} isn't JSON, so it was not written by fileCheckpoint(); choose another file, or delete this ` +
        'one to begin anew',
      { cause },
    );
  }
}
