const maxListed = 5;

/** `['a', 'b']` → `"a", "b"`; of many the first few. */
function listed(ids: readonly string[]): string {
  const shown = ids.slice(0, maxListed).map((id) => JSON.stringify(id));
  return ids.length > maxListed ? `${shown.join(', ')} and ${ids.length - maxListed} more` : shown.join(', ');
}

/** A linker was asked for ids that it has no documents of. */
export class NoIdWarning extends Error {
  override readonly name = 'NoIdWarning';
  readonly ids: readonly string[];

  constructor(store: string, ids: readonly string[]) {
    super(`${store} has no document under ${listed(ids)}`);
    this.ids = Object.freeze([...ids]);
  }
}

/** A linker was asked for ids whose documents are null. */
export class NoDataWarning extends Error {
  override readonly name = 'NoDataWarning';
  readonly ids: readonly string[];

  constructor(store: string, ids: readonly string[]) {
    super(`${store} has null under ${listed(ids)}`);
    this.ids = Object.freeze([...ids]);
  }
}

/** A kind of warning, of some ids of a store. */
type WarningClass = new (store: string, ids: readonly string[]) => LinkerWarning;

/** Warns of the ids that are meant, if there are any, by `process.emitWarning` and by the linker's `onWarning`. */
export function warnOf(
  Warning: WarningClass,
  store: string,
  ids: readonly string[],
  onWarning: ((warning: LinkerWarning) => void) | undefined,
): void {
  if (ids.length === 0) return;
  const warning = new Warning(store, [...new Set(ids)]);
  // As text, since a test runner's errors are no errors of Node's own.
  process.emitWarning(warning.message, warning.name);
  onWarning?.(warning);
}

/** What a linker warns of, once a call: each kind with all its ids. */
export type LinkerWarning = NoIdWarning | NoDataWarning;
