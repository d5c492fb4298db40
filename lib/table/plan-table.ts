import type { TableSchema } from '../schema/table-schema.ts';
import { differencesOf, expiryDifferences } from './differences.ts';
import type { TablePlan, TableState } from './plan.ts';
import { stepsAfterCreation, stepsOfTable } from './steps.ts';
import { surplusOf } from './surplus.ts';

/** Compares a declared table with its state. Pure: it sends no request. */
export function planTable(table: TableSchema, state: TableState): TablePlan {
  const { description } = state;
  if (description === undefined)
    return { steps: [{ action: 'createTable' }, ...stepsAfterCreation(table, state)], differences: [], surplus: [] };
  return {
    steps: stepsOfTable(table, state, description),
    differences: [...differencesOf(table, description), ...expiryDifferences(table, state)],
    surplus: surplusOf(table, state.tags, description),
  };
}
