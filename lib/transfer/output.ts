import { type FileHandle, open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { isCompressed } from './lines.ts';
import { write } from './write.ts';

/** The place where an export writes. */
export interface ExportOutput {
  /** Bytes that were written. Undefined if the output can't be continued. */
  readonly position: number | undefined;
  write(text: string): Promise<void>;
  /** Waits until everything is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a file for an export. A file whose name ends with `.gz` is compressed: each page is a member of its own, so a
 * later run can continue after any page.
 *
 * @param from - bytes of an earlier run to keep; what follows them is deleted
 * @throws ConfigurationError if the file has fewer bytes than `from`
 */
export async function outputFile(path: string, from: number): Promise<ExportOutput> {
  // Appends: another mode would write to the beginning of the file.
  const file = await open(path, from === 0 ? 'w' : 'a');
  await keepBeginning(file, path, from);
  let position = from;
  return {
    get position() {
      return position;
    },
    write: async (text) => {
      const bytes = isCompressed(path) ? gzipSync(text) : Buffer.from(text);
      await file.writeFile(bytes);
      position += bytes.byteLength;
    },
    sync: () => file.datasync(),
    close: () => file.close(),
  };
}

/** @throws ConfigurationError if the file has fewer bytes than an earlier run wrote */
async function keepBeginning(file: FileHandle, path: string, from: number): Promise<void> {
  const { size } = await file.stat();
  if (size >= from) return file.truncate(from);
  await file.close();
  throw new ConfigurationError(
    `${path} has ${size} bytes, and its checkpoint says ${from}; restore the file, or delete the checkpoint to begin anew`,
  );
}

/** Returns the output to a stream, such as standard output. */
export const outputStream = (stream: Writable): ExportOutput => ({
  position: undefined,
  write: (text) => write(stream, text),
  sync: async () => undefined,
  close: async () => undefined,
});
