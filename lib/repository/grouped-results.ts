import { type ResultSource, Results } from './results.ts';

/** An item and the name of its repository. */
export type NamedItem = readonly [name: string, item: object];

/** The results of a collection. */
export class GroupedResults extends Results<object> {
  readonly #names: readonly string[];
  readonly #pairs: () => Results<NamedItem>;

  constructor(
    source: ResultSource<object>,
    limit: number | undefined,
    names: readonly string[],
    pairs: () => Results<NamedItem>,
  ) {
    super(source, limit);
    this.#names = names;
    this.#pairs = pairs;
  }

  /** Reads all items, by the names of their repositories. */
  async grouped(): Promise<Record<string, object[]>> {
    const groups = new Map<string, object[]>(this.#names.map((name) => [name, []]));
    for (const [name, item] of await this.#pairs().all()) groups.get(name)?.push(item);
    return Object.fromEntries(groups);
  }
}
