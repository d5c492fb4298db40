import { type Finding, findingsOf } from './findings.ts';
import { CommandEnd, print, printJson, styled, type Terminal } from './terminal.ts';

const styles = { ok: 'green', warning: 'yellow', problem: 'red' } as const;

/** Options of `annotable doctor`. */
export interface DoctorFlags {
  readonly json?: boolean;
}

/** Runs `annotable doctor`. */
export async function runDoctor(terminal: Terminal, path: string, { json }: DoctorFlags): Promise<void> {
  let problems = 0;
  for await (const finding of findingsOf(path)) {
    if (finding.level === 'problem') problems += 1;
    if (json === true) await printJson(terminal, finding);
    else await printFinding(terminal, finding);
  }
  if (problems > 0) throw new CommandEnd(1);
}

async function printFinding(terminal: Terminal, { level, message, cure }: Finding): Promise<void> {
  await print(terminal, `${styled(terminal, styles[level], level.padEnd(7))}  ${message}`);
  if (cure !== undefined) await print(terminal, `         ${cure}`);
}
