/** Tables: `repository.table` and its plans. @module */
export type { TablePlan, TableStep, TableSurplus } from '../table/plan.ts';
export { type TableCallOptions, TableHandle } from '../table/table-handle.ts';
