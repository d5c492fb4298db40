/**
 * Renames the page of the decorator `Index`, and the links to it: VitePress takes a page of that name, in any case, for
 * the page of its folder.
 */
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const api = new URL('../api/', import.meta.url);
const folder = 'annotable/functions';
renameSync(new URL(`${folder}/Index.md`, api), new URL(`${folder}/Index-decorator.md`, api));
for (const path of readdirSync(api, { recursive: true, encoding: 'utf8' })) {
  if (!path.endsWith('.md')) continue;
  const page = new URL(path, api);
  const text = readFileSync(page, 'utf8');
  const renamed = text.replaceAll(/\]\(([^)\s]*\/)?Index\.md/g, (_link, path = '') => `](${path}Index-decorator.md`);
  if (renamed !== text) writeFileSync(page, renamed);
}
