import type { IncomingMessage } from 'node:http';
import { isPlainObject } from '../values/collections.ts';
import { RefusedCall } from './problems.ts';

/**
 * Most bytes of the body of a call. An update has an item twice, of 400 KB each. JSON can write a byte of text in six
 * characters.
 */
export const maxBodyBytes = 6_291_456;

/**
 * Reads the JSON object in the body of a request.
 *
 * @throws RefusedCall 415 `studio.notJson`, 413 `studio.tooLarge`, or 400 `studio.badRequest`
 */
export async function readBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json(?:;|$)/i.test(type))
    throw new RefusedCall(415, 'studio.notJson', 'The body must have the content type application/json.');
  const body = parsed(await bytesOf(request));
  if (isPlainObject(body)) return body;
  throw new RefusedCall(400, 'studio.badRequest', 'The body must be a JSON object.');
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Kept open after a refusal, because the response goes through the same socket.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxBodyBytes)
      throw new RefusedCall(413, 'studio.tooLarge', `The body has more than ${maxBodyBytes} bytes.`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new RefusedCall(400, 'studio.badRequest', 'The body is not JSON.');
  }
}
