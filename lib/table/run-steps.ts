import { TableMismatchError } from '../errors/table-errors.ts';
import { createTableRequest } from '../operations/create-table.ts';
import type { LiveTable } from './live-table.ts';
import type { TableStep } from './plan.ts';
import { sendStep } from './send-step.ts';
import type { StepReport } from './step-report.ts';
import { isBusy, type TableTime } from './table-calls.ts';
import { changedParts, type TablePart } from './table-state.ts';

/** Runs the wanted steps of the plan one by one, and plans again after each. */
export async function runSteps(
  table: LiveTable,
  report: StepReport,
  time: TableTime,
  isWanted: (step: TableStep) => boolean = () => true,
): Promise<void> {
  for (let busy = 0; ; ) {
    const plan = await table.plan(time, (part, error) => report.fail(`reading ${part}`, error));
    if (plan.differences.length > 0) throw new TableMismatchError(table.name, plan.differences);
    const step = report.next(plan.steps.filter(isWanted));
    if (step === undefined) break;
    const outcome = await attempt(table, step, time);
    // Another client is changing the table. When its change is done, fewer steps may be left.
    if (outcome === 'busy') await table.whileBusy(busy++, time);
    else if (outcome !== 'done') report.failedAt(step, outcome.error);
    else {
      report.did(step);
      await table.untilActive(time);
    }
  }
  await table.untilActive(time);
}

/**
 * Runs one step of a plan and returns its outcome.
 *
 * Throws if no other step can run: after an abort, or if the table could not be created.
 */
async function attempt(
  table: LiveTable,
  step: TableStep,
  time: TableTime,
): Promise<'done' | 'busy' | { readonly error: unknown }> {
  try {
    await apply(table, step, time);
    return 'done';
  } catch (error) {
    if (time.signal?.aborted === true) throw error;
    if (isBusy(error) && performance.now() < time.deadline) return 'busy';
    // Another client may have done the step meanwhile. If the new plan can't be read, the first error counts.
    if (!(await isPlanned(table, step, time).catch(() => true))) return 'done';
    if (step.action === 'createTable') throw error;
    return { error };
  }
}

/** True if the step is still to do. Also true if the part of the table that it changes can't be read. */
async function isPlanned(table: LiveTable, step: TableStep, time: TableTime): Promise<boolean> {
  const unread = new Set<TablePart | undefined>();
  const { steps } = await table.plan(time, (part) => unread.add(part));
  if (unread.has(changedParts[step.action])) return true;
  return steps.some((other) => JSON.stringify(other) === JSON.stringify(step));
}

async function apply(table: LiveTable, step: TableStep, time: TableTime): Promise<void> {
  const { calls, declared } = table;
  if (step.action === 'createTable') await calls.send('CreateTable', createTableRequest(declared), time);
  else if (step.action === 'createIndex') await table.createIndex(step.index, time);
  else await sendStep({ calls, table: declared, description: await table.untilActive(time), time }, step);
}
