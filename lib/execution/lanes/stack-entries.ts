import type { CommandClass, Entry, Middleware, Stack, StackReader } from './client-parts.ts';

/** Returns the entries of a stack. */
export function entriesOf(stack: Pick<Stack, 'applyToStack'>): Entry[] {
  const entries: Entry[] = [];
  const add = (middleware: Middleware, entry: Entry): void => void entries.push({ ...entry, middleware });
  stack.applyToStack({ add, addRelativeTo: add, identifyOnResolve: () => false });
  return entries;
}

/** Compares the entries of a stack with earlier ones, without allocating a list. */
class Comparison implements StackReader {
  readonly #entries: readonly Entry[];
  #count = 0;
  #isSame = true;

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }

  get isSame(): boolean {
    return this.#isSame && this.#count === this.#entries.length;
  }

  add(middleware: Middleware, entry: Entry): void {
    const known = this.#entries[this.#count];
    this.#count += 1;
    this.#isSame &&=
      known !== undefined &&
      known.middleware === middleware &&
      known.name === entry.name &&
      known.step === entry.step &&
      known.priority === entry.priority &&
      known.relation === entry.relation &&
      known.toMiddleware === entry.toMiddleware &&
      known.aliases === entry.aliases;
  }

  addRelativeTo(middleware: Middleware, entry: Entry): void {
    this.add(middleware, entry);
  }

  /** A stack that prints itself on each use is not the same. Only the SDK can do that. */
  identifyOnResolve(isAsked = false): boolean {
    if (isAsked) this.#isSame = false;
    return isAsked;
  }
}

/** True if a stack has the same entries in the same places. */
export function hasEntries(stack: Pick<Stack, 'applyToStack'>, entries: readonly Entry[]): boolean {
  const comparison = new Comparison(entries);
  stack.applyToStack(comparison);
  return comparison.isSame;
}

/**
 * Returns the entries in the order in which they wrap a handler, the innermost first. A stack of the SDK sorts them.
 *
 * @throws the error of the SDK if the entries can't be combined
 */
export function sortedEntries(Command: CommandClass, entries: readonly Entry[]): Entry[] {
  const stack = new Command({}).middlewareStack;
  const sorted: Entry[] = [];
  for (const entry of entries) {
    const middleware: Middleware = (next) => {
      sorted.push(entry);
      return next;
    };
    if (entry.toMiddleware === undefined) stack.add(middleware, { ...entry, middleware });
    else stack.addRelativeTo(middleware, { ...entry, middleware });
  }
  stack.resolve(() => undefined, {});
  return sorted;
}
