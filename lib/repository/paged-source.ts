import { wholeNumber } from '../errors/whole-number.ts';
import type { CallOptions, Executor } from '../execution/executor.ts';
import { type ItemReading, type ResponseItem, storedOf } from '../execution/lanes/decoded-item.ts';
import type { Observation, Observed } from '../execution/observation.ts';
import { queriedKey } from '../expressions/key-condition.ts';
import type { QueriedBy } from '../operations/query.ts';
import { type PageRequest, readIndex } from '../operations/read-request.ts';
import type { AttributeSchema, KeyAttribute } from '../schema/attribute-schema.ts';
import { type IndexSchema, keyAttributes } from '../schema/schema.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { allOf } from '../time/awaitable.ts';
import { compareStored } from '../values/compare-stored.ts';
import type { RepositoryContext } from './context.ts';
import { type CursorScope, decodeCursor, encodeCursor, unreachablePosition } from './cursor.ts';
import type { ExplainedRead } from './explained-read.ts';
import { type MergedOrder, mergePages } from './merged-walk.ts';
import { entityName, observationOf } from './observe.ts';
import { isCallersAbort } from './outcome.ts';
import { paced, paceOf } from './paced-pages.ts';
import { beginning, type FetchedPage, type Position, type WalkedPage, walkPages } from './page-walk.ts';
import type { Decoding, PagedItems } from './paged-items.ts';
import type { Reading, ResultPage, ResultSource } from './results.ts';
import type { QueryOptions } from './types.ts';

/** Number of extra items to read if hidden items or guards can be left out. */
const spareItems = 10;
/** The maximum number of items to ask for. A response has at most 1 MB, so more items never fit. */
const maxReadItems = 100_000;

/** The options of a query or scan that its pages depend on. */
export type PagedOptions = Pick<
  QueryOptions<object, string>,
  'index' | 'descending' | 'pageSize' | 'select' | 'consistent' | 'capacityLimit' | keyof CallOptions
>;

/** The kind of a read in pages. */
export interface PagedKind {
  readonly kind: 'query' | 'scan';
  /** The key of a query. */
  readonly key?: unknown;
  readonly segments: number;
  /** The maximum number of segments that are read at the same time. */
  readonly concurrency: number;
  /**
   * Writes the expressions of the read, once for all of its pages.
   *
   * @param countOnly - true if the items are only counted
   */
  readonly compile: (countOnly: boolean) => CompiledRead;
}

/** A read whose expressions are written. */
export interface CompiledRead {
  /** Returns the values that all items of a segment share, and the identity of the read. */
  readonly queriedBy: (segment: number) => QueriedBy;
  readonly fetch: (
    page: PageRequest,
    call: CallOptions & Observed,
    reading: ItemReading | undefined,
    executor: Executor,
  ) => Promise<FetchedPage>;
  /** True for an item that the requests read, and the read leaves out. Undefined if there is none. */
  readonly except?: ((item: StoredItem) => boolean) | undefined;
  /** True if the read has a filter that is not its caller's. Default: false. */
  readonly isNarrowed?: boolean | undefined;
}

/** A compiled read, and the settings that it was compiled for. */
interface Prepared extends CompiledRead {
  readonly countOnly: boolean;
  /** True if DynamoDB counts the items, and sends none. */
  readonly isCounted: boolean;
  /** True if items were read with it. */
  isUsed: boolean;
}

/** The source of the results of a query or scan. An invalid read is reported when it is read. */
export class PagedSource<T> implements ResultSource<T> {
  readonly #context: RepositoryContext;
  readonly #options: PagedOptions;
  readonly #kind: PagedKind;
  readonly #items: PagedItems<T>;
  #prepared: Prepared | undefined;
  #scoped: CursorScope | undefined;

  /** @throws ConfigurationError if the page size is not a whole number of 1 or more */
  constructor(context: RepositoryContext, options: PagedOptions, kind: PagedKind, items: PagedItems<T>) {
    const { pageSize } = options;
    if (pageSize !== undefined)
      wholeNumber(`${context.schema.table.name}: pageSize`, pageSize, { least: 1, hint: "; it is DynamoDB's Limit" });
    this.#context = context;
    this.#options = options;
    this.#kind = kind;
    this.#items = items;
  }

  async *pages(given: Reading): AsyncGenerator<ResultPage<T>, void, undefined> {
    const { from, wanted, countOnly = false, onePage, observation } = given;
    const { executor, meter } = paceOf(given, this.#context.executor, this.#options.capacityLimit);
    const { segments } = this.#kind;
    const concurrency = onePage ? 1 : this.#kind.concurrency;
    let seen = 0;
    const keys = this.#keys();
    // A filter can't test a key. If a key can hide items, they are read to be counted.
    const isKey = ({ name }: AttributeSchema): boolean => keys.some((key) => key.name === name);
    const isHiding = this.#items.hiding.some(isKey);
    const { fetch, except, isCounted } = this.#forReading(countOnly && !isHiding);
    const { reading, read } = this.#decoding(countOnly, except);
    const keyOf = (item: ResponseItem): StoredItem => {
      const stored = storedOf(item);
      return Object.fromEntries(keys.flatMap(({ name }) => (stored[name] === undefined ? [] : [[name, stored[name]]])));
    };
    // Requests of other segments can still be in flight when the reading ends.
    const abandoned = segments > 1 ? new AbortController() : undefined;
    const call = { ...this.#call(abandoned?.signal), observation };
    const send = (segment: number, start: StoredItem | undefined): Promise<FetchedPage> =>
      fetch({ limit: this.#pageLimit(wanted(), seen), start, segment: { segment, segments } }, call, reading, executor);
    const ask = paced(send, meter, call.signal);
    const start = from ?? beginning(segments);
    // The number of items has no order.
    const pages =
      this.#isMerged && !countOnly
        ? mergePages(ask, start, this.#kind.concurrency, { ...this.#order(), keyOf })
        : walkPages(ask, start, concurrency, keyOf);
    try {
      for await (const page of pages) {
        seen++;
        yield await resultPage(page, read, isCounted);
      }
    } catch (error) {
      throw from !== undefined && isStartKeyRefusal(error) ? unreachablePosition(this.table) : error;
    } finally {
      abandoned?.abort();
    }
  }

  /** Returns how items are decoded. Items that the read excepts are left out. */
  #decoding(countOnly: boolean, except: CompiledRead['except']): Decoding<T> {
    const decoding = this.#items.decoding(countOnly);
    const { read } = decoding;
    if (except !== undefined)
      return { reading: undefined, read: (item) => (except(storedOf(item)) ? undefined : read(item)) };
    // The merge reads the stored keys.
    return this.#isMerged ? { reading: undefined, read } : decoding;
  }

  /** True if the segments are shards of an index, whose items are merged. */
  get #isMerged(): boolean {
    return this.#kind.kind === 'query' && this.#kind.segments > 1;
  }

  /** The order of the queried key, as DynamoDB sorts. */
  #order(): Pick<MergedOrder, 'compare' | 'descending'> {
    const { descending = false } = this.#options;
    const names = queriedKey(this.#context.schema, this.#index()).sort.map(({ attribute }) => attribute.name);
    const direction = descending ? -1 : 1;
    const compare = (one: ResponseItem, other: ResponseItem): number => {
      const [a, b] = [storedOf(one), storedOf(other)];
      for (const name of names) {
        const order = compareStored(a[name] as AttributeValue, b[name] as AttributeValue) ?? 0;
        if (order !== 0) return order * direction;
      }
      return 0;
    };
    return { compare, descending };
  }

  explained(): ExplainedRead {
    const { kind, key } = this.#kind;
    const { select, consistent } = this.#options;
    return {
      executor: this.#context.executor,
      kind,
      schema: this.#context.schema,
      index: this.#index(),
      key,
      isFiltered: this.#items.leftOut(kind === 'scan') === undefined,
      isSelected: select !== undefined,
      isConsistent: consistent === true,
      isFollowed: false,
    };
  }

  get table(): string {
    return this.#context.schema.table.name;
  }

  /** The results of a collection are of several entities. */
  observation(): Observation | undefined {
    const context = this.#context;
    const entity = this.#items.identity === undefined ? entityName(context) : undefined;
    return observationOf([context], this.#kind.kind, { index: this.#options.index, entity });
  }

  /** True if the error is the reason with which the caller aborted the read. */
  isAborted(error: unknown): boolean {
    return isCallersAbort(error, this.#options.signal);
  }

  #call(abandoned: AbortSignal | undefined): CallOptions {
    const { signal, timeoutMs } = this.#options;
    const both = signal === undefined || abandoned === undefined ? undefined : AbortSignal.any([signal, abandoned]);
    return { signal: both ?? signal ?? abandoned, timeoutMs };
  }

  encode(position: Position): string {
    return encodeCursor(this.#scope, position);
  }

  decode(cursor: string): Position {
    return decodeCursor(this.#scope, cursor);
  }

  #index(): IndexSchema | undefined {
    return readIndex(this.#context.schema, this.#options.index);
  }

  /** The attributes of a start key: those of the table key and of the index key. */
  #keys(): KeyAttribute[] {
    const { schema } = this.#context;
    const all = [...keyAttributes(schema), ...queriedKey(schema, this.#index()).attributes];
    return [...new Map(all.map((key) => [key.name, key])).values()];
  }

  /** Returns the compiled read. A later reading compiles again, because the time for expired items has changed. */
  #forReading(countOnly: boolean): Prepared {
    const mayBeStale = this.#items.isTimed && this.#prepared?.isUsed === true;
    if (this.#prepared?.countOnly !== countOnly || mayBeStale) this.#prepared = this.#compile(countOnly);
    this.#prepared.isUsed = true;
    return this.#prepared;
  }

  #compile(countOnly: boolean): Prepared {
    const compiled = this.#kind.compile(countOnly);
    // An item that is left out must be read to be left out of the count.
    const isCounted = countOnly && compiled.except === undefined;
    const used = isCounted === countOnly ? compiled : this.#kind.compile(false);
    const { queriedBy, fetch, except, isNarrowed } = used;
    return { queriedBy, fetch, except, isNarrowed, countOnly, isCounted, isUsed: false };
  }

  get #scope(): CursorScope {
    this.#scoped ??= this.#makeScope();
    return this.#scoped;
  }

  #makeScope(): CursorScope {
    const { schema, options } = this.#context;
    const { kind, segments } = this.#kind;
    const { index = null, descending = false } = this.#options;
    const { identity: owner } = this.#items;
    this.#prepared ??= this.#compile(false);
    const { queriedBy } = this.#prepared;
    const { identity } = queriedBy(0);
    return {
      table: schema.table.name,
      identity: JSON.stringify([kind, index, descending, segments, identity, ...(owner === undefined ? [] : [owner])]),
      segments,
      keys: this.#keys(),
      partitionOf: (segment) => queriedBy(segment).partition,
      secret: options.cursorSecret,
    };
  }

  /**
   * Returns the number of items that a request reads: the needed ones, plus spare items if hidden items or guards can
   * be left out. It doubles with each page.
   *
   * With a filter of the caller, it is the page size, because the filter can leave out any number of items.
   */
  #pageLimit(wanted: number | undefined, seen: number): number | undefined {
    const { pageSize } = this.#options;
    const isKnown = wanted !== undefined && this.#prepared?.isNarrowed !== true;
    const leftOut = isKnown ? this.#items.leftOut(this.#kind.kind === 'scan') : undefined;
    if (wanted === undefined || leftOut === undefined) return pageSize;
    const { guards } = leftOut;
    const some = leftOut.some || this.#prepared?.except !== undefined;
    const readItems = some ? Math.min((wanted * (1 + guards) + spareItems) * 2 ** seen, maxReadItems) : wanted;
    return Math.min(readItems, pageSize ?? readItems);
  }
}

async function resultPage<T>(page: WalkedPage, read: Decoding<T>['read'], counted: boolean): Promise<ResultPage<T>> {
  const { Items = [] } = page;
  const all = await allOf(Items.map(read));
  const isWhole = !all.includes(undefined);
  const items = isWhole ? (all as T[]) : all.filter((item) => item !== undefined);
  const kept = isWhole ? Items : Items.filter((_, place) => all[place] !== undefined);
  const count = counted ? (page.Count ?? 0) : items.length;
  const after = (index: number): Position => page.after(kept[index] as ResponseItem);
  return { items, after, next: page.next, count, scannedCount: page.ScannedCount ?? 0 };
}

/** True if DynamoDB refuses the start key. Happens if a forged key is outside of the query. */
const isStartKeyRefusal = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationException' && /start(?:ing)? ?key/i.test(error.message);
