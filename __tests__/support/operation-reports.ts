import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { OperationReport } from 'annotable';

/** Returns the reports of the operations that a function runs. */
export async function reportsOf(run: () => Promise<unknown>): Promise<OperationReport[]> {
  const reports: OperationReport[] = [];
  const listener = (report: unknown): void => void reports.push(report as OperationReport);
  subscribe('annotable:operation', listener);
  try {
    await run();
  } finally {
    unsubscribe('annotable:operation', listener);
  }
  return reports;
}

/** Returns the report of the only operation that a function runs. */
export async function reportOf(run: () => Promise<unknown>): Promise<OperationReport> {
  const [report, ...others] = await reportsOf(run);
  if (report === undefined || others.length > 0) throw new Error(`${others.length + 1} reports instead of one`);
  return report;
}
