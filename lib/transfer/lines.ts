import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { LineError } from './line-error.ts';

/** One line of a file or a stream. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** True for the name of a file that is compressed by gzip. */
export const isCompressed = (file: string): boolean => file.endsWith('.gz');

/**
 * Returns the lines of a file. Decompresses a file whose name ends with `.gz`.
 *
 * @throws ConfigurationError if a compressed file is cut or damaged
 */
export function linesOfFile(file: string): AsyncIterable<Line> {
  const stream = createReadStream(file);
  if (!isCompressed(file)) return linesOf(stream);
  // An error of either stream ends the reading of the second one.
  return linesOf(
    decompressed(
      file,
      pipeline(stream, createGunzip(), () => undefined),
    ),
  );
}

async function* decompressed(file: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (cause) {
    const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
    if (typeof code !== 'string' || !code.startsWith('Z_')) throw cause;
    throw new ConfigurationError(`${file} is cut or damaged (${message}); restore the file, and import it again`, {
      cause,
    });
  }
}

/**
 * Returns the lines of a stream of UTF-8 text, without the empty ones.
 *
 * @throws LineError if a line is not UTF-8
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let number = 0;
  const textOf = (chunk?: Uint8Array): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (cause) {
      throw new LineError(number + 1, 'or one of the next lines is not UTF-8', cause);
    }
  };
  for await (const chunk of chunks) {
    const text = rest + (typeof chunk === 'string' ? chunk : textOf(chunk));
    const lines = text.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      number += 1;
      if (line.trim() !== '') yield { text: line, number };
    }
  }
  const last = rest + textOf();
  if (last.trim() !== '') yield { text: last, number: number + 1 };
}
