import { once } from 'node:events';
import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { isCompressed } from './lines.ts';

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
 */
export async function outputFile(path: string, from: number): Promise<ExportOutput> {
  const file = await open(path, from === 0 ? 'w' : 'r+');
  await file.truncate(from);
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

/** Returns the output to a stream, such as standard output. */
export const outputStream = (stream: Writable): ExportOutput => ({
  position: undefined,
  write: async (text) => {
    if (!stream.write(text)) await once(stream, 'drain');
  },
  sync: async () => undefined,
  close: async () => undefined,
});
