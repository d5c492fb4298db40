import { Command, CommanderError } from 'commander';
import { addBackfillCommand } from './backfill-command.ts';
import { addDoctorCommand } from './doctor-command.ts';
import { addItemCommands } from './item-commands.ts';
import { addLocalCommand, type LocalFlags } from './local-command.ts';
import { addPolicyCommand } from './policy-command.ts';
import { cureOf } from './sdk-cure.ts';
import { addStudioCommand } from './studio-command.ts';
import { addTableCommands } from './table-commands.ts';
import { addTemplateCommand } from './template-command.ts';
import { CommandEnd, processTerminal, type Terminal } from './terminal.ts';
import { addTransferCommands } from './transfer-commands.ts';
import { addTypesCommand } from './types-command.ts';

/** The functions and facts that the program requires. Tests pass their own. */
export interface ProgramSettings {
  readonly version: string;
  /** Runs `annotable local` until it is interrupted. */
  readonly runLocal: (options: LocalFlags) => Promise<void>;
  /** Default: that of this process. */
  readonly terminal?: Terminal;
}

const examples = `
Examples:
  annotable local                            a database in memory, on a free port
  annotable local --port 8000 --path data    a database that keeps its data, on port 8000
  annotable table ensure models.ts           create the tables of the classes in models.ts
  annotable query models.ts Order '{"customerId": "ann"}'
  annotable export models.ts Order           print all items, as a scan does
  annotable local --help                     all options of a command
`;

/**
 * Returns the `annotable` program with all its commands. It throws a `CommanderError` in place of ending the process.
 *
 * @example
 * await createProgram({ version, runLocal }).parseAsync(['local', '--port', '8000'], { from: 'user' });
 * // runLocal({ port: 8000 })
 */
export function createProgram({ version, runLocal, terminal = processTerminal() }: ProgramSettings): Command {
  const program = new Command('annotable')
    .description('Tools of annotable, the decorator-based framework for Amazon DynamoDB.')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', examples)
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'annotable: ')) })
    .showHelpAfterError("Run 'annotable --help' for commands and examples.")
    .exitOverride();
  addLocalCommand(program, runLocal);
  addTableCommands(program, terminal);
  addTemplateCommand(program, terminal);
  addPolicyCommand(program, terminal);
  addItemCommands(program, terminal);
  addTransferCommands(program, terminal);
  addBackfillCommand(program, terminal);
  addDoctorCommand(program, terminal);
  addTypesCommand(program, terminal);
  addStudioCommand(program, terminal);
  return program;
}

/** Returns the exit code for an error: 0 after help and version, otherwise 1. Prints an error that is not printed yet. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  if (error instanceof CommandEnd) {
    if (error.message !== '') process.stderr.write(`annotable: ${error.message}\n`);
    return error.exitCode;
  }
  const cure = cureOf(error);
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`annotable: ${message}\n${cure === undefined ? '' : `${cure}\n`}`);
  return 1;
}
