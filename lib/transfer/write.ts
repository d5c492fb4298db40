import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Writes text to a stream, and waits if the reader is slow. */
export async function write(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}
