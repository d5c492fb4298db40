/**
 * Reads the changes of a table from its stream: the subpath `annotable/streams`.
 *
 * @module annotable/streams
 */
export type { Checkpoint } from '../checkpoints/checkpoint.ts';
export { fileCheckpoint } from '../checkpoints/file-checkpoint.ts';
export { linkerCheckpoint } from '../checkpoints/linker-checkpoint.ts';
