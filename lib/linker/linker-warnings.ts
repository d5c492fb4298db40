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

/** What a linker warns of, once a call: each kind with all its ids. */
export type LinkerWarning = NoIdWarning | NoDataWarning;
