import type { Command } from 'commander';
import { moduleArgument, withExamples } from './json-arguments.ts';
import type { PolicyFlags } from './run-policy.ts';
import type { Terminal } from './terminal.ts';

/** Adds `annotable policy`. */
export function addPolicyCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('policy')
    .summary('write the least policy of IAM for some methods')
    .description(
      'Prints a policy of IAM that allows the named methods of the classes, and nothing else. Sends nothing.',
    )
    .argument(...moduleArgument)
    .requiredOption(
      '--operations <names>',
      "methods such as get,query, or 'read', 'write', 'table', 'stream', 'all'",
      names,
    )
    .option('--class <name>', 'only this class (default: all classes)')
    .option('--indexes <names>', 'only these indexes (default: all that the classes declare)', names)
    .option('--region <region>', 'region of the tables (default: any)')
    .option('--account <number>', 'account of the tables (default: any)')
    .option('--no-lost-responses', 'leave out the GetItem that finds out if a write was done whose response was lost');
  withExamples(command, [
    'annotable policy models.ts --operations read',
    'annotable policy models.ts --operations get,query,put --class Order --region eu-west-1 --account 123456789012',
    'annotable policy models.ts --operations table > deploy-policy.json',
  ]).action(async (path: string, flags: PolicyFlags) => {
    const { runPolicy } = await import('./run-policy.ts');
    await runPolicy(terminal, path, flags);
  });
}

const names = (text: string): readonly string[] => text.split(',').map((name) => name.trim());
