import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { RefusedCall } from './problems.ts';

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly content: Uint8Array;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The path of a file in the folder of the page. A name has no dot before its end, so no path leads out of it. */
const filePath = /^(?:\/[a-z0-9-]+)+\.(?:html|js|css|svg)$/;

/**
 * Reads a file of the page. It has no data, so it needs no token.
 *
 * @param path - the path of the URL, as it was sent: `/` or `/grid.js`
 * @throws RefusedCall 404 `studio.notFound`
 */
export async function readPageFile(folder: string, path: string): Promise<PageFile> {
  const name = path === '/' ? '/index.html' : path;
  const content = filePath.test(name) ? await readFile(join(folder, name)).catch(() => undefined) : undefined;
  if (content === undefined) throw new RefusedCall(404, 'studio.notFound', 'The studio has no such page.');
  return { type: types[extname(name)] as string, content };
}
