import type { Command } from 'commander';
import { type Finding, findingsOf } from './findings.ts';
import { moduleArgument, withCommon } from './json-arguments.ts';
import { CommandEnd, print, printJson, styled, type Terminal } from './terminal.ts';

const styles = { ok: 'green', warning: 'yellow', problem: 'red' } as const;

/** Adds `annotable doctor`. */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  const doctor = program
    .command('doctor')
    .summary('find what is wrong with models, settings, and tables')
    .description(
      'Checks Node and the SDK, the classes of a module, the credentials, and the tables, and names a cure for each ' +
        'problem. Exits with 1 if there is a problem. Changes nothing. It does not read the code that uses the classes, ' +
        'so it can not see scans and missing pages.',
    )
    .argument(...moduleArgument)
    .option('--json', 'print one JSON object for each finding');
  withCommon(doctor, ['annotable doctor models.ts', 'annotable doctor dist/models.js --json']).action(
    async (path: string, { json = false }: { json?: boolean }) => {
      let problems = 0;
      for await (const finding of findingsOf(path)) {
        if (finding.level === 'problem') problems += 1;
        if (json) await printJson(terminal, finding);
        else await printFinding(terminal, finding);
      }
      if (problems > 0) throw new CommandEnd(1);
    },
  );
}

async function printFinding(terminal: Terminal, { level, message, cure }: Finding): Promise<void> {
  await print(terminal, `${styled(terminal, styles[level], level.padEnd(7))}  ${message}`);
  if (cure !== undefined) await print(terminal, `         ${cure}`);
}
