/** Most ids in the message of a warning. */
const maxListed = 5;

/** Returns the first ids as text: `['a', 'b']` → `"a", "b"`. */
function listed(ids: readonly string[]): string {
  const shown = ids.slice(0, maxListed).map((id) => JSON.stringify(id));
  return ids.length > maxListed ? `${shown.join(', ')} and ${ids.length - maxListed} more` : shown.join(', ');
}

/** A linker has no documents for the requested ids. */
export class NoIdWarning extends Error {
  override readonly name = 'NoIdWarning';
  readonly ids: readonly string[];

  constructor(store: string, ids: readonly string[]) {
    super(`${store} has no document under ${listed(ids)}`);
    this.ids = Object.freeze([...ids]);
  }
}

/** The documents of the requested ids are null. */
export class NoDataWarning extends Error {
  override readonly name = 'NoDataWarning';
  readonly ids: readonly string[];

  constructor(store: string, ids: readonly string[]) {
    super(`${store} has null under ${listed(ids)}`);
    this.ids = Object.freeze([...ids]);
  }
}

/** A class of warnings about ids of a store. */
type WarningClass = new (store: string, ids: readonly string[]) => LinkerWarning;

/** Emits a warning about ids, if there are any, through `process.emitWarning` and the linker's `onWarning`. */
export function warnOf(
  Warning: WarningClass,
  store: string,
  ids: readonly string[],
  onWarning: ((warning: LinkerWarning) => void) | undefined,
): void {
  if (ids.length === 0) return;
  const warning = new Warning(store, [...new Set(ids)]);
  // As text, because the errors of a test runner's realm are not instances of Node's own Error.
  process.emitWarning(warning.message, warning.name);
  onWarning?.(warning);
}

/** A warning of a linker. One call emits at most one of each class, with all its ids. */
export type LinkerWarning = NoIdWarning | NoDataWarning;
