import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { storedOf } from '../execution/lanes/decoded-item.ts';
import { readIndex } from '../operations/read-request.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import { hidesItems, hidingAttributes } from '../schema/hidden.ts';
import { meetsGuards } from '../schema/kinds.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { type Awaitable, isPromise } from '../time/awaitable.ts';
import type { Member, Members } from './collection-members.ts';
import type { AnyCollectionOptions } from './collection-options.ts';
import { type Decoding, indexPart, type LeftOut, type PagedItems } from './paged-items.ts';
import { type ItemPart, readItem } from './read-item.ts';

/** The items of a collection. */
export class CollectionItems<T> implements PagedItems<T> {
  readonly identity: string;
  readonly #members: Members;
  readonly #options: AnyCollectionOptions;
  readonly #wrap: (item: object, name: string) => T;
  readonly #parts: ReadonlyMap<Member, ItemPart>;

  /**
   * @param indexes - the logical name that each repository has for the index
   * @param wrap - receives each item and the name of its repository
   */
  constructor(
    members: Members,
    options: AnyCollectionOptions,
    indexes: ReadonlyMap<Member, string> | undefined,
    wrap: (item: object, name: string) => T,
  ) {
    this.#members = members;
    this.#options = options;
    this.#wrap = wrap;
    this.#parts = new Map(Array.from(indexes ?? [], ([member, index]) => [member, indexPart(member.context, index)]));
    this.identity = JSON.stringify([...members.byEntity.keys()].sort());
  }

  get hiding(): readonly AttributeSchema[] {
    return this.#members.list.flatMap(({ context }) => hidingAttributes(context.schema));
  }

  get isTimed(): boolean {
    return this.#members.list.some(({ context }) => context.schema.timeToLive !== undefined);
  }

  decoding(): Decoding<T> {
    return { reading: undefined, read: (item) => this.#read(storedOf(item)) };
  }

  leftOut(): LeftOut | undefined {
    const { filters = {} } = this.#options;
    if (Object.values(filters).some((filter) => filter !== undefined)) return undefined;
    const { list, others, first } = this.#members;
    const schemas = list.map(({ context }) => context.schema);
    const index = readIndex(first.schema, this.#options.index);
    const met = [...schemas, ...others].filter((schema) => meetsGuards(schema, index, false));
    const guards = met.reduce((sum, { uniques }) => sum + uniques.length, 0);
    const hides = schemas.some((schema) => hidesItems(schema, this.#options));
    return { guards, some: guards > 0 || others.length > 0 || hides || this.#options.onUnknown !== undefined };
  }

  #read(stored: StoredItem): Awaitable<T | undefined> {
    const member = this.#members.of(stored);
    if (member === 'other') return undefined;
    if (member === 'unknown') return this.#report(stored);
    this.#refuseUnnamed(member, stored);
    const item = readItem(member.context, stored, this.#parts.get(member) ?? whole, this.#options);
    if (item === undefined) return undefined;
    return isPromise(item) ? this.#wrapLater(item, member.name) : this.#wrap(item, member.name);
  }

  async #wrapLater(item: Promise<object | undefined>, name: string): Promise<T | undefined> {
    const read = await item;
    return read && this.#wrap(read, name);
  }

  /** Passes an item of an entity that the table doesn't list to the caller. */
  #report(stored: StoredItem): undefined {
    const { schema } = this.#members.first;
    const entity = schema.entity?.nameOf(stored);
    const { onUnknown } = this.#options;
    if (onUnknown !== undefined) {
      onUnknown({ entity, key: schema.mapper.keyOf(stored) });
      return undefined;
    }
    const fault = entity === undefined ? 'has no name of an entity, and a key of none' : `is of the entity '${entity}'`;
    const message = `${fault} that the table lists; add its class to 'entities' of @Table, or pass onUnknown`;
    throw new InvalidItemError(placeOf(schema, stored), [{ path: '', message, code: 'type' }]);
  }

  /** A filter tells entities apart by the stored name. Without it, the filter let the item pass untested. */
  #refuseUnnamed({ name, context: { schema } }: Member, stored: StoredItem): void {
    const { filters } = this.#options;
    const attribute = schema.entity?.attribute ?? '';
    if (filters?.[name] === undefined || stored[attribute] !== undefined) return;
    const message = `can't be filtered, because '${attribute}', the name of its entity, is not stored or not in the index; filter by a query of '${name}' alone`;
    throw new InvalidItemError(placeOf(schema, stored), [{ path: '', message, code: 'type' }]);
  }
}

const whole: ItemPart = { select: undefined };

const placeOf = ({ table, mapper }: Schema, stored: StoredItem) => ({ table: table.name, key: mapper.keyText(stored) });
