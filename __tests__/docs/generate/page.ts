import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const begin = (name: string): string => `<!-- ${name}: written by npm run docs:generate -->`;
const end = (name: string): string => `<!-- end of ${name} -->`;

/** A page, and its generated parts by the name of their markers. */
export interface GeneratedPage {
  /** Path from the project's root, where tests and scripts are started. */
  readonly page: string;
  readonly parts: Readonly<Record<string, string>>;
}

const fileOf = ({ page }: GeneratedPage): string => join(process.cwd(), page);

/** The page as it must be. @throws Error if a marker is missing */
export function expectedText(generated: GeneratedPage): string {
  let text = currentText(generated);
  for (const [name, content] of Object.entries(generated.parts)) {
    const from = text.indexOf(begin(name));
    const to = text.indexOf(end(name));
    if (from < 0 || to < from) throw new Error(`${generated.page} lacks the markers of ${name}`);
    text = `${text.slice(0, from)}${begin(name)}\n\n${content}\n\n${text.slice(to)}`;
  }
  return text;
}

/** The page as it is. */
export const currentText = (generated: GeneratedPage): string => readFileSync(fileOf(generated), 'utf8');

export function writePage(generated: GeneratedPage): void {
  writeFileSync(fileOf(generated), expectedText(generated));
}

/** A table of Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
