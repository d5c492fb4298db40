import { type Command, Option } from 'commander';
import { moduleArgument, withExamples } from './json-arguments.ts';
import type { TemplateFlags } from './run-template.ts';
import type { Terminal } from './terminal.ts';

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
  ]).action(async (path: string, flags: TemplateFlags) => {
    const { runTemplate } = await import('./run-template.ts');
    await runTemplate(terminal, path, flags);
  });
}
