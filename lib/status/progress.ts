import { isOptions, typeText } from '../errors/option-rules.ts';
import { ValidationError } from '../errors/validation-error.ts';

/** Progress in percent, or in units done. The total number of units can be unknown. */
export type ProgressInput =
  | number
  | { readonly done: number; readonly total?: number | undefined; readonly message?: string | undefined };

/** Attributes of a record that hold its progress. */
export interface ProgressFields {
  readonly progress?: number;
  readonly done?: number;
  readonly total?: number;
  readonly message?: string;
}

const members: ReadonlySet<string> = new Set(['done', 'total', 'message']);

/**
 * @throws ValidationError `item.invalid` if the progress is neither a number nor an object like `{ done, total }`
 */
export function checkProgress(progress: unknown, place: { readonly table: string; readonly key: string }): void {
  if (typeof progress === 'number') return;
  const isObject = isOptions(progress) && 'done' in progress && progress.done !== undefined;
  if (isObject && Object.keys(progress).every((name) => members.has(name))) return;
  const message = `must be a number of per cent, or { done, total?, message? } in units; it is ${typeText(progress)}`;
  throw new ValidationError(place, [{ path: 'progress', message }]);
}

/** Returns the nearest percentage from 0 to 100. */
const clamped = (percent: number): number => Math.min(100, Math.max(0, percent));

/**
 * Returns the attributes of a progress: `{ done: 3, total: 4 }` → `{ done: 3, total: 4, progress: 75 }`. A percentage
 * below 0 counts as 0, and one above 100 counts as 100.
 *
 * @throws ValidationError `item.invalid` if a part is not a finite number, or a number of units is below 0
 */
export function progressFields(
  progress: ProgressInput | undefined,
  place: { readonly table: string; readonly key: string },
): ProgressFields {
  if (progress === undefined) return {};
  checkProgress(progress, place);
  const { done, total, message } =
    typeof progress === 'number' ? ({} as Partial<Exclude<ProgressInput, number>>) : progress;
  const percent =
    typeof progress === 'number'
      ? progress
      : total === undefined || total <= 0
        ? undefined
        : ((done ?? 0) / total) * 100;
  const wrong = Object.entries({ progress: percent, done, total }).filter(
    ([name, value]) =>
      value !== undefined &&
      !(typeof value === 'number' && Number.isFinite(value) && (value >= 0 || name === 'progress')),
  );
  if (wrong.length > 0)
    throw new ValidationError(
      place,
      wrong.map(([path]) => ({ path, message: 'must be a finite number, and what is counted not below 0' })),
    );
  return {
    ...(percent !== undefined && { progress: clamped(percent) }),
    ...(done !== undefined && { done }),
    ...(total !== undefined && { total }),
    ...(message !== undefined && { message }),
  };
}
