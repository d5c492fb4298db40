import { readFileSync, writeFileSync } from 'node:fs';

/** Sums of all seeds of a plan. */
export interface PlanFigures {
  readonly name: string;
  readonly seeds: number;
  readonly operations: number;
  readonly faults: number;
  readonly kills: number;
  readonly refused: number;
  readonly failed: number;
  readonly unknown: number;
  /** Seeds that broke a guarantee. */
  readonly losses: number;
}

/** Measurements of the soak test, as lines of a table. */
export type SoakFigures = readonly (readonly [what: string, measured: string])[];

/** Results of a whole run. */
export interface RunFigures {
  readonly engine: string;
  readonly plans: readonly PlanFigures[];
  readonly soak: SoakFigures | undefined;
}

const begin = '<!-- figures: written by npm run test:faults -->';
const end = '<!-- end of the figures -->';

const number = (value: number): string => value.toLocaleString('en-US');

const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as { readonly version: string }).version;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function planRow(name: string, figures: Omit<PlanFigures, 'name'>): string {
  const { seeds, operations, faults, kills, refused, failed, unknown, losses } = figures;
  return row([name, ...[seeds, operations, faults, kills, refused, failed, unknown, losses].map(number)]);
}

function figuresText({ engine, plans, soak }: RunFigures): string {
  const sum = (figure: Exclude<keyof PlanFigures, 'name'>): number =>
    plans.reduce((total, each) => total + each[figure], 0);
  const all = {
    seeds: sum('seeds'),
    operations: sum('operations'),
    faults: sum('faults'),
    kills: sum('kills'),
    refused: sum('refused'),
    failed: sum('failed'),
    unknown: sum('unknown'),
    losses: sum('losses'),
  };
  return [
    `${new Date().toISOString().slice(0, 10)}: ${engine}, @aws-sdk/client-dynamodb ${versionOf('@aws-sdk/client-dynamodb')}, ` +
      `Node ${process.versions.node}. ${plans.length} plans; the engine was killed ${number(all.kills)} times.`,
    '',
    row(['plan', 'seeds', 'operations', 'faults', 'kills', 'refused', 'failed', 'unknown', 'losses']),
    row(['---', ...Array<string>(8).fill('---:')]),
    ...plans.map(({ name, ...figures }) => planRow(name, figures)),
    planRow('**all**', all),
    ...(soak === undefined ? [] : ['', row(['memory and sockets', 'measured']), row(['---', '---'])]),
    ...(soak ?? []).map(row),
  ].join('\n');
}

/** Splits a file at its markers. @throws Error if it is missing or has no markers */
function partsOf(file: string): { before: string; after: string } {
  const [before, rest] = readFileSync(file, 'utf8').split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has no markers for the figures`);
  return { before, after };
}

/** Checks, before a long run, that its report can be written. @throws Error if the file is missing or has no markers */
export function checkReport(file: string): void {
  partsOf(file);
}

/** Writes the figures of a run between the markers of a file, and keeps the rest. @throws Error if it has no markers */
export function writeReport(file: string, figures: RunFigures): void {
  const { before, after } = partsOf(file);
  writeFileSync(file, `${before}${begin}\n${figuresText(figures)}\n${end}${after}`);
}
