import { AnnotableError } from '../errors/annotable-error.ts';
import type { OperationReport } from '../execution/instrumentations.ts';
import { safely } from '../execution/observation.ts';
import { isError } from '../values/kinds.ts';
import type { RepositoryOptions } from './types.ts';

const defaultSlowMs = 1_000;

/** Reports an operation to the loggers and functions of its repositories, once to each. */
export function reportTo(repositories: readonly RepositoryOptions[], report: OperationReport): void {
  const reported = new Set<unknown>();
  for (const { logger, onSlow, slowMs = defaultSlowMs } of repositories) {
    const isSlow = report.durationMs >= slowMs;
    if (logger !== undefined && !reported.has(logger))
      safely(() => logger[levelOf(report, isSlow)](operationLine(report)));
    if (isSlow && onSlow !== undefined && !reported.has(onSlow)) safely(() => onSlow(report));
    reported.add(logger).add(onSlow);
  }
}

function levelOf({ error }: OperationReport, isSlow: boolean): 'debug' | 'warn' | 'error' {
  if (error !== undefined) return 'error';
  return isSlow ? 'warn' : 'debug';
}

/** Describes an operation without values and keys: `update orders 12 ms, 1 request, 1 write unit`. */
export function operationLine(report: OperationReport): string {
  const { operation, table, entity, index, durationMs, error } = report;
  const place = [operation, table, entity, index && `index ${index}`].filter((part) => part !== undefined).join(' ');
  const time = `${Math.round(durationMs)} ms`;
  const begin = error === undefined ? `${place} ${time}` : `${place} failed after ${time}: ${errorText(error)}`;
  return [begin, ...countsOf(report)].join(', ');
}

/** The name of an error, and the code of an error of this package. Its message can contain keys. */
export function errorText(error: unknown): string {
  if (AnnotableError.is(error)) return `${error.name} ${error.code}`;
  return isError(error) ? error.name : typeof error;
}

/** Leaves out units that are 0, and the one item of a write. */
function countsOf(report: OperationReport): string[] {
  const { requests, attempts, items, readUnits, writeUnits, vectorSearchBytes, vectorWriteBytes, error } = report;
  const counts = [counted(requests, 'request') + (attempts > requests ? ` (${attempts} attempts)` : '')];
  if (error === undefined && !(items === 1 && writeUnits > 0)) counts.push(counted(items, 'item'));
  if (readUnits > 0) counts.push(counted(readUnits, 'read unit'));
  if (writeUnits > 0) counts.push(counted(writeUnits, 'write unit'));
  if (vectorSearchBytes > 0) counts.push(counted(vectorSearchBytes, 'byte', 'searched'));
  if (vectorWriteBytes > 0) counts.push(counted(vectorWriteBytes, 'byte', 'written to vector indexes'));
  return counts;
}

const counted = (count: number, noun: string, verb = ''): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}${verb && ` ${verb}`}`;
