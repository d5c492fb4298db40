import { ConfigurationError } from '../errors/configuration-error.ts';
import type { ItemReading, ResponseItem } from '../execution/lanes/decoded-item.ts';
import { projectedProperties } from '../expressions/key-condition.ts';
import { readIndex } from '../operations/read-request.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import { hasVersions } from '../schema/family.ts';
import { hidesItems, hidingAttributes } from '../schema/hidden.ts';
import { otherKinds } from '../schema/kinds.ts';
import type { Awaitable } from '../time/awaitable.ts';
import type { RepositoryContext } from './context.ts';
import { type ItemPart, readItem, readingOf } from './read-item.ts';
import type { QueryOptions } from './types.ts';

/** How the items of responses are decoded. */
export interface Decoding<T> {
  /** Decodes them within the response. Undefined if `read` decodes them one by one. */
  readonly reading: ItemReading | undefined;
  /** Returns an item. Undefined if it is left out. */
  readonly read: (item: ResponseItem) => Awaitable<T | undefined>;
}

/** The stored items that a read leaves out. */
export interface LeftOut {
  /** True if some items can be left out. */
  readonly some: boolean;
  /** The maximum number of guards of unique values for each item. */
  readonly guards: number;
}

/** The items that a read in pages returns: those of a class, or of the entities of a collection. */
export interface PagedItems<T> {
  /** A text that is equal only for collections of the same entities. Undefined for one class. */
  readonly identity: string | undefined;
  /** The attributes that hide items. */
  readonly hiding: readonly AttributeSchema[];
  /** True if the filter depends on the time of the read. */
  readonly isTimed: boolean;
  decoding(countOnly: boolean): Decoding<T>;
  /** Returns what the read leaves out. Undefined if it can be any number of items, because the caller filters them. */
  leftOut(isScan: boolean): LeftOut | undefined;
}

/** The items of one class. */
export class ClassItems<T extends object> implements PagedItems<T> {
  readonly #context: RepositoryContext<T>;
  readonly #options: QueryOptions<T, string>;
  readonly #isFollowed: boolean;

  /** @param isFollowed - true if the stored entries of an index are returned, because they are followed */
  constructor(context: RepositoryContext<T>, options: QueryOptions<T, string>, isFollowed: boolean) {
    this.#context = context;
    this.#options = options;
    this.#isFollowed = isFollowed;
  }

  get identity(): undefined {
    return undefined;
  }

  get hiding(): readonly AttributeSchema[] {
    return hidingAttributes(this.#context.schema);
  }

  get isTimed(): boolean {
    return this.#context.schema.timeToLive !== undefined;
  }

  decoding(countOnly: boolean): Decoding<T> {
    if (this.#isFollowed && !countOnly) return { reading: undefined, read: (item) => item as T };
    const part = this.#part(countOnly);
    return {
      reading: readingOf(this.#context, part, this.#options),
      read: (item) => readItem(this.#context, item, part, this.#options),
    };
  }

  leftOut(isScan: boolean): LeftOut | undefined {
    const { schema } = this.#context;
    const { filter, index } = this.#options;
    if (filter !== undefined) return undefined;
    const others = otherKinds(schema, readIndex(schema, index), isScan);
    const guards = others.guards ? schema.uniques.length : 0;
    return { guards, some: guards > 0 || others.entities || hidesItems(schema, this.#options) };
  }

  #part(countOnly: boolean): ItemPart {
    const { select, index } = this.#options;
    if (index === undefined) return { select };
    if (hasVersions(this.#context.schema)) return indexPart(this.#context, index, countOnly ? nothing : select);
    return select === undefined ? indexPart(this.#context, index) : { select };
  }
}

/** An item that is only counted is not upgraded. */
const nothing: readonly string[] = [];

/**
 * The part of an item that an index has.
 *
 * @param select - the properties to read; default: all that the index has
 * @throws ConfigurationError if the class has a version, and the index has only keys, which don't tell older items
 */
export function indexPart({ schema }: RepositoryContext, name: string, select?: readonly string[]): ItemPart {
  const index = readIndex(schema, name);
  const held = projectedProperties(schema, index, 'read');
  if (held === undefined) return { select };
  const { readable } = schema.key;
  const isOfKey = select?.every((property) => readable.includes(property)) === true;
  if (index?.projection === 'KEYS_ONLY' && !isOfKey && hasVersions(schema))
    throw new ConfigurationError(
      `${schema.table.name}: index '${name}' lacks the version of ${schema.name}, so it can't tell older items; read it with { follow: true }`,
    );
  return { select: select ?? held, source: `through index '${name}'` };
}
