#!/usr/bin/env node
import { parseCommand, USAGE } from './arguments.ts';
import { runLocal } from './run-local.ts';

/** Runs the `annotable` command and gives its exit code: 0, or 1 with the reason on stderr. */
async function main(args: readonly string[]): Promise<number> {
  const command = parseCommand(args);
  if (command.kind === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (command.kind === 'wrong') {
    process.stderr.write(`annotable: ${command.reason}\n\n${USAGE}`);
    return 1;
  }
  try {
    await runLocal(command.options);
    return 0;
  } catch (error) {
    process.stderr.write(`annotable: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

// No top-level await: the same file is built as CommonJS too.
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
