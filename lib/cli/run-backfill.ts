import { backfill } from '../backfill/backfill.ts';
import type { BackfillResult } from '../backfill/backfill-options.ts';
import { fileCheckpoint } from '../checkpoints/file-checkpoint.ts';
import { loadModels, type Model, repositoryOf } from '../models/models.ts';
import { hasVersions } from '../schema/family.ts';
import { progressOf } from './progress.ts';
import { CommandEnd, note, print, printJson, type Terminal } from './terminal.ts';

/** Options of `annotable backfill`. */
export interface BackfillFlags {
  readonly class?: string;
  readonly segments: number;
  readonly rate?: number;
  readonly checkpoint?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly skipInvalid?: boolean;
}

/** Runs `annotable backfill`. */
export async function runBackfill(terminal: Terminal, path: string, flags: BackfillFlags): Promise<void> {
  const chosen = await chosenModels(path, flags);
  for (const model of chosen) {
    const result = await backfillModel(terminal, model, flags);
    if (flags.json === true) await printJson(terminal, { class: model.name, ...result });
    else await print(terminal, resultText(model, result, flags));
  }
}

/** @throws CommandEnd 1 if no class can be upgraded, or several would share a checkpoint */
async function chosenModels(path: string, { class: only, checkpoint }: BackfillFlags): Promise<readonly Model[]> {
  const all = (await loadModels(path)).filter(({ schema }) => hasVersions(schema));
  const chosen = only === undefined ? all : all.filter(({ name }) => name === only);
  const names = all.map(({ name }) => name).join(', ');
  if (all.length === 0)
    throw new CommandEnd(
      1,
      `MODULE ${path} has no class with versions; a class gets them by the options version and upgrade of @Table or @Entity`,
    );
  if (chosen.length === 0)
    throw new CommandEnd(1, `MODULE ${path} has no class ${only} with versions; classes with versions: ${names}`);
  if (checkpoint !== undefined && chosen.length > 1)
    throw new CommandEnd(1, `each class needs a checkpoint of its own; choose one with --class: ${names}`);
  return chosen;
}

function backfillModel(terminal: Terminal, model: Model, flags: BackfillFlags): Promise<BackfillResult> {
  const { segments, rate, checkpoint, dryRun } = flags;
  const progress = progressOf(terminal, `${model.name} items`, undefined);
  return backfill(repositoryOf(model), {
    segments,
    ratePerSecond: rate,
    checkpoint: checkpoint === undefined ? undefined : fileCheckpoint(checkpoint),
    dryRun,
    onProgress: ({ scanned }) => progress.show(scanned),
    onInvalid: flags.skipInvalid === true ? (error) => void note(terminal, `annotable: ${error.message}`) : undefined,
  }).finally(progress.end);
}

function resultText(
  { name }: Model,
  { scanned, changed, skipped, conflicts }: BackfillResult,
  { dryRun }: BackfillFlags,
) {
  const upgraded = dryRun === true ? 'would be upgraded' : 'upgraded';
  return `${name}: ${scanned} read, ${changed} ${upgraded}, ${skipped} left as they are, ${conflicts} conflicts`;
}
