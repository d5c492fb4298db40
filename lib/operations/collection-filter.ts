import type { Placeholders } from '../expressions/placeholders.ts';
import { joinTerms, simpleTerm, type Term } from '../expressions/term.ts';
import { maxInOperands } from '../limits.ts';
import { guardAttribute, meetsGuards, sharesPartition } from '../schema/kinds.ts';
import type { Schema } from '../schema/schema.ts';
import { type PagedRead, wantedTerm } from './read-request.ts';

/** The items of one repository of a collection. */
export interface FilteredItems {
  /** The name of the repository in the collection. */
  readonly name: string;
  readonly schema: Schema;
  /** The logical name of the index in the schema. Undefined for the table. */
  readonly index: string | undefined;
  readonly filter: unknown;
}

/**
 * Writes the filter of a collection: `NOT #0 IN (:1) AND (#0 <> :2 OR #3 > :4)`.
 *
 * Items of entities that the table doesn't list pass it, except when they are only counted, because the caller receives
 * them. Items without a name of an entity pass it too.
 *
 * @param others - the entities of the table that are left out
 */
export function collectionTerm(
  read: PagedRead,
  members: readonly FilteredItems[],
  others: readonly Schema[],
): Term | undefined {
  const { schema, index, placeholders, issues, settings } = read;
  const names = new EntityNames(schema, placeholders);
  // Only the value of a shard is a filter here. Other repositories have it under another name.
  if (settings.filter !== undefined)
    issues.reject('the property of a shard is no part of the key of a collection; leave it out, or filter by it');
  const isMet = (each: Schema): boolean => meetsGuards(each, index, false);
  const hasGuards = others.some(isMet) || members.some((member) => isMet(member.schema));
  const left = others.filter((other) => sharesPartition(schema, other, index)).map(({ entity }) => entity?.name ?? '');
  const named = members.flatMap((member) => [...(member.schema.entity?.concrete.keys() ?? [])]);
  return joinTerms('AND', [
    hasGuards ? simpleTerm(`attribute_not_exists(${placeholders.name(guardAttribute)})`) : undefined,
    settings.countOnly === true ? names.isUnnamedOr(named) : names.isNone(left),
    ...members.map((member) => memberTerm(read, member, names)),
  ]);
}

/** `#0 <> :1 OR #2 > :3`. Undefined if all items of the repository are read. */
function memberTerm(read: PagedRead, { name, schema, index, filter }: FilteredItems, names: EntityNames) {
  const { issues, settings } = read;
  const mark = issues.list.length;
  const own = { ...read, schema, index: index === undefined ? undefined : schema.indexes[index] };
  const wanted = wantedTerm({ ...own, settings: { ...settings, filter } });
  issues.within(mark, name);
  return wanted && joinTerms('OR', [names.isNone([...(schema.entity?.concrete.keys() ?? [])]), wanted]);
}

/** Writes tests of the attribute that has the name of an item's entity. */
class EntityNames {
  readonly #schema: Schema;
  readonly #placeholders: Placeholders;

  constructor(schema: Schema, placeholders: Placeholders) {
    this.#schema = schema;
    this.#placeholders = placeholders;
  }

  get #name(): string {
    return this.#placeholders.name(this.#schema.entity?.attribute ?? '');
  }

  /** Tests that the item has none of the names: `#0 <> :1`, or `NOT #0 IN (:1, :2)`. */
  isNone(names: readonly string[]): Term | undefined {
    const [only, second] = names;
    if (only !== undefined && second === undefined)
      return simpleTerm(`${this.#name} <> ${this.#placeholders.value({ S: only })}`);
    return joinTerms(
      'AND',
      this.#lists(names).map((list) => simpleTerm(`NOT ${list}`, 2)),
    );
  }

  /** Tests that the item has one of the names, or none at all. */
  isUnnamedOr(names: readonly string[]): Term | undefined {
    const isUnnamed = simpleTerm(`attribute_not_exists(${this.#name})`);
    return joinTerms('OR', [isUnnamed, ...this.#lists(names).map((list) => simpleTerm(list))]);
  }

  #lists(names: readonly string[]): string[] {
    const lists: string[] = [];
    for (let from = 0; from < names.length; from += maxInOperands) {
      const values = names.slice(from, from + maxInOperands).map((name) => this.#placeholders.value({ S: name }));
      lists.push(`${this.#name} IN (${values.join(', ')})`);
    }
    return lists;
  }
}
