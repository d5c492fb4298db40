import { writeFile } from 'node:fs/promises';
import { loadModels } from '../models/models.ts';
import { type TemplateFormat, tableTemplate } from '../templates/table-template.ts';
import { write } from '../transfer/write.ts';
import { note, type Terminal } from './terminal.ts';

/** Options of `annotable template`. */
export interface TemplateFlags {
  readonly format: TemplateFormat;
  readonly out?: string;
}

/** Runs `annotable template`. */
export async function runTemplate(terminal: Terminal, path: string, { format, out }: TemplateFlags): Promise<void> {
  const text = await templateText(path, format);
  if (out === undefined) return write(terminal.stdout, text);
  await writeFile(out, text);
  await note(terminal, `Wrote ${out}`);
}

async function templateText(path: string, format: TemplateFormat): Promise<string> {
  const schemas = (await loadModels(path)).map(({ schema }) => schema);
  if (format === 'cloudformation') return `${JSON.stringify(tableTemplate(schemas, format), undefined, 2)}\n`;
  return tableTemplate(schemas, format);
}
