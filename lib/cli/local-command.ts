import { type Command, InvalidArgumentError, Option } from 'commander';
import type { LocalEngineName, LocalOptions } from '../local/local-engine.ts';
import { portOption } from './json-arguments.ts';

/** Options of the command. */
export interface LocalFlags extends LocalOptions {
  readonly seed?: string;
  readonly json?: boolean;
}

const engines: readonly LocalEngineName[] = ['dynoxide', 'dynalite'];

const examples = `
Examples:
  annotable local                     in memory, on a free port
  annotable local --port 8000         on port 8000
  annotable local --path data         keeps the data in the folder "data"
  annotable local --engine dynalite   without a native program
  annotable local --seed models.ts    with the tables and items of models.ts
`;

/**
 * Adds the command `annotable local`, which runs a local DynamoDB.
 *
 * @param run - receives the options of the command line
 */
export function addLocalCommand(program: Command, run: (options: LocalFlags) => Promise<void>): void {
  program
    .command('local')
    .summary('run a local DynamoDB')
    .description('Runs a local DynamoDB on 127.0.0.1 until it is interrupted.')
    .addOption(new Option('--port <number>', 'TCP port, 1 to 65535 (default: a free port)').argParser(portOption))
    .addOption(
      new Option('--path <folder>', 'folder of the data, created if missing (default: in memory)').argParser(pathOf),
    )
    .addOption(new Option('--engine <name>', 'engine to run (default: dynoxide if it is installed)').choices(engines))
    .option(
      '--seed <MODULE>',
      'creates the tables of the classes in a file, and calls the function "seed" that it exports',
    )
    .option('--json', 'print the engine and its endpoint as JSON, in one line')
    .option('--cors', 'accept requests of web pages: any page can then read and change the tables')
    .addHelpText('after', examples)
    .showHelpAfterError("Run 'annotable local --help' for options and examples.")
    .action((options: LocalFlags) => run(options));
}

/** Returns the path, unless it is empty. */
function pathOf(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('It must not be empty.');
}
