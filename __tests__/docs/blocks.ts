import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '../..');

/**
 * One fenced block of a page.
 *
 * A `ts` block continues the program of its page: it is compiled and run after the blocks above it. Words after `ts`
 * change this:
 *
 * - `fresh`: begins a new program
 * - `compile`: compiled, and not run
 * - `wrong`: the compiler must refuse it, with the text of each comment `// error: text` on its line
 * - `file=NAME`: a module of its own, which the program can import
 *
 * `diff file=PATH` is a part of that file of the project: its lines, without the marks, in their order.
 *
 * `json request=PutItem` is a request that the `ts` block above it sends. `txt output` is all that it prints. The text
 * `"…"` in a request matches every value. A block within an HTML comment counts and is not shown.
 */
export interface Block {
  /** Path of the page from the project's root. */
  readonly page: string;
  /** Line of the first line of code, from 1. */
  readonly line: number;
  readonly language: string;
  readonly words: readonly string[];
  readonly code: string;
}

/** Paths of all pages, from the project's root; with `DOCS_PAGE=keys`, of those whose path contains `keys`. */
export function pages(): string[] {
  const part = process.env['DOCS_PAGE'] ?? '';
  const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(index|(?!api\/)[a-z-]+\/[^.].*)\.md$/.test(name))
    .map((name) => `docs/${name}`);
  return ['README.md', ...inDocs.sort()].filter((page) => page.includes(part));
}

/** Reads the fenced blocks of a page. @param page - path from the project's root */
export function blocksOf(page: string): Block[] {
  const lines = readFileSync(join(root, page), 'utf8').split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [, indent = '', fence, info = ''] = /^( *)(```+)(.*)$/.exec(lines[at] ?? '') ?? [];
    if (fence === undefined) continue;
    const end = lines.findIndex((line, index) => index > at && line.trim() === fence);
    if (end === -1) throw new Error(`${page}:${at + 1}: the block has no end`);
    const [language = '', ...words] = info.trim().split(/\s+/);
    const code = lines.slice(at + 1, end).map((line) => line.slice(indent.length));
    blocks.push({ page, line: at + 2, language, words, code: code.join('\n') });
    at = end;
  }
  return blocks;
}

/** The value of a word such as `file=phones.ts`. */
export function wordOf({ words }: Block, name: string): string | undefined {
  return words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

export const has = ({ words }: Block, word: string): boolean => words.includes(word);

/** The place of a block, for a message. */
export const placeOf = ({ page, line }: Block): string => `${relative('', page)}:${line}`;
