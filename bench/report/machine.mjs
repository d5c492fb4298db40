import { readFileSync } from 'node:fs';
import os from 'node:os';

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

/** Date, machine, and versions of a measurement. */
export function measuredOn(plan) {
  const { dependencies } = read('../package.json');
  const { version } = read('../../package.json');
  const installed = Object.keys(dependencies).filter((name) => name !== 'annotable' && name !== 'reflect-metadata');
  const versions = installed.map((name) => `${name} ${read(`../node_modules/${name}/package.json`).version}`);
  const cpu = os.cpus()[0]?.model ?? os.arch();
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)}: Node ${process.version}, ${os.type()} ${os.release()}, ${os.cpus().length} × ${cpu}.`,
    `annotable ${version}, ${versions.join(', ')}.`,
    `CPU: ${plan.sets} sets of processes with ${plan.rounds} rounds of ${plan.ms} ms each; the other tables are of one set.`,
  ].join('\n');
}
