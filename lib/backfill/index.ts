/**
 * Upgrades or changes all items of a table: the subpath `annotable/backfill`.
 *
 * @module annotable/backfill
 */
export type { Checkpoint } from '../checkpoints/checkpoint.ts';
export { fileCheckpoint } from '../checkpoints/file-checkpoint.ts';
export { linkerCheckpoint } from '../checkpoints/linker-checkpoint.ts';
export { type BackfillRepository, backfill } from './backfill.ts';
export type { BackfillEstimate, BackfillOptions, BackfillResult, ItemChanges } from './backfill-options.ts';
