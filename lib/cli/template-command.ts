import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { loadModels } from '../models/models.ts';
import type { TemplateFormat } from '../templates/table-template.ts';
import { write } from '../transfer/output.ts';
import { moduleArgument, withExamples } from './json-arguments.ts';
import { note, type Terminal } from './terminal.ts';

/** Adds `annotable template`. */
export function addTemplateCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('template')
    .summary('write the tables as a template')
    .description(
      'Prints the tables of the classes as a template of CloudFormation (JSON), a construct of the AWS CDK (TypeScript), ' +
        'or resources of Terraform (HCL). Sends nothing.',
    )
    .argument(...moduleArgument)
    .addOption(
      new Option('--format <format>', 'form of the template')
        .choices(['cloudformation', 'cdk', 'terraform'])
        .makeOptionMandatory(),
    )
    .option('--out <file>', 'file to write (default: standard output)');
  withExamples(command, [
    'annotable template models.ts --format cloudformation > tables.json',
    'annotable template models.ts --format cdk --out lib/tables.ts',
    'annotable template models.ts --format terraform --out tables.tf',
  ]).action(async (path: string, { format, out }: { format: TemplateFormat; out?: string }) => {
    const text = await templateText(path, format);
    if (out === undefined) return write(terminal.stdout, text);
    await writeFile(out, text);
    await note(terminal, `Wrote ${out}`);
  });
}

async function templateText(path: string, format: TemplateFormat): Promise<string> {
  const { tableTemplate } = await import('../templates/table-template.ts');
  const schemas = (await loadModels(path)).map(({ schema }) => schema);
  if (format === 'cloudformation') return `${JSON.stringify(tableTemplate(schemas, format), undefined, 2)}\n`;
  return tableTemplate(schemas, format);
}
