import type { CommandClass, Entry, Middleware, Stack, StackReader } from './client-parts.ts';

/** The entries of a stack, as it tells them. */
export function entriesOf(stack: Pick<Stack, 'applyToStack'>): Entry[] {
  const entries: Entry[] = [];
  const add = (middleware: Middleware, entry: Entry): void => void entries.push({ ...entry, middleware });
  stack.applyToStack({ add, addRelativeTo: add, identifyOnResolve: () => false });
  return entries;
}

/** Compares the entries of a stack with those that it had. */
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

  /** A stack that prints itself whenever it is used is left to the SDK. */
  identifyOnResolve(isAsked = false): boolean {
    if (isAsked) this.#isSame = false;
    return isAsked;
  }
}

/** True while a stack has the same entries in the same places. */
export function hasEntries(stack: Pick<Stack, 'applyToStack'>, entries: readonly Entry[]): boolean {
  const comparison = new Comparison(entries);
  stack.applyToStack(comparison);
  return comparison.isSame;
}

/**
 * The entries in the order in which they are put around a handler, the innermost first: a stack of the SDK's own sorts
 * them.
 *
 * @throws what the SDK throws of entries that don't go together
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
