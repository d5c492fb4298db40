import type { Command } from 'commander';
import { moduleArgument, withCommon } from './json-arguments.ts';
import type { DoctorFlags } from './run-doctor.ts';
import type { Terminal } from './terminal.ts';

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
    async (path: string, flags: DoctorFlags) => {
      const { runDoctor } = await import('./run-doctor.ts');
      await runDoctor(terminal, path, flags);
    },
  );
}
