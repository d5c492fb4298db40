import { ConfigurationError } from '../errors/configuration-error.ts';
import type { KeySchema } from '../schema/key-schema.ts';
import { partitionShape, shownPartition } from '../schema/key-shape.ts';
import { guardAttribute } from '../schema/kinds.ts';
import { keyAttributes, type Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { isPlainObject } from '../values/collections.ts';
import { contextOf, type RepositoryContext } from './context.ts';

/** A repository of a collection. */
export interface Member {
  /** The name that the caller chose. */
  readonly name: string;
  readonly context: RepositoryContext;
}

/** The repositories of a collection, with the entities of their table. */
export class Members {
  readonly list: readonly Member[];
  /** The first repository. */
  readonly first: RepositoryContext;
  /** The repository of each stored name of an entity. */
  readonly byEntity: ReadonlyMap<string, Member>;
  #others: readonly Schema[] | undefined;

  /** @throws ConfigurationError if an object is no repository of an entity, or two don't fit together */
  constructor(repositories: unknown) {
    if (!isPlainObject(repositories)) throw new ConfigurationError(noRepositories);
    this.list = Object.entries(repositories).map(([name, repository]) => memberOf(name, repository));
    const [first, ...rest] = this.list;
    if (first === undefined) throw new ConfigurationError(noRepositories);
    for (const member of rest) checkTogether(first, member);
    this.byEntity = entitiesOf(this.list);
    const executor = rest.reduce((joined, { context }) => joined.joinedWith(context.executor), first.context.executor);
    this.first = { ...first.context, executor };
  }

  /** The entities of the table that have no repository here, without abstract ones. */
  get others(): readonly Schema[] {
    this.#others ??= this.list
      .flatMap(({ context }) => context.schema.entity?.ofTable() ?? [])
      .filter(({ entity }) => entity?.isAbstract === false && !this.byEntity.has(entity.name));
    return this.#others;
  }

  /**
   * Returns the logical name that each repository has for an index. Undefined if the first one has no such index.
   *
   * @throws ConfigurationError if a repository lacks the physical index, or makes its partition key in another way
   */
  indexNames(name: string): ReadonlyMap<Member, string> | undefined {
    const index = this.first.schema.indexes[name];
    if (index === undefined) return undefined;
    const { storedName } = index;
    const first = this.list[0]?.name ?? '';
    return new Map(
      this.list.map((member) => {
        const own = Object.values(member.context.schema.indexes).find((each) => each.storedName === storedName);
        if (own === undefined)
          throw new ConfigurationError(
            `the collection's '${first}' has the index '${name}' ('${storedName}'), which '${member.name}' lacks; leave it out of the collection`,
          );
        checkPartitions(first, index.key, member.name, own.key, ` of index '${storedName}'`);
        return [member, own.name];
      }),
    );
  }

  /**
   * Returns the repository of a stored item.
   *
   * @returns 'other' for an item that is left out; 'unknown' for one of an entity that the table doesn't list
   */
  of(item: StoredItem): Member | 'other' | 'unknown' {
    if (Object.hasOwn(item, guardAttribute)) return 'other';
    const name = this.first.schema.entity?.nameOf(item);
    const owns = ({ entity }: Schema): boolean =>
      name === undefined ? entity?.owns(item) === true : entity?.name === name;
    const member = name === undefined ? this.list.find(({ context }) => owns(context.schema)) : this.byEntity.get(name);
    return member ?? (this.others.some(owns) ? 'other' : 'unknown');
  }
}

const noRepositories =
  'a collection takes repositories by names of your choice, as in collection({ customers, orders })';

function memberOf(name: string, repository: unknown): Member {
  const context = contextOf(repository as object, 'a collection');
  if (context.schema.entity !== undefined) return { name, context };
  throw new ConfigurationError(
    `a collection reads entities that share a table, and ${context.schema.name}, of '${name}', has a table of its own; read it by its repository`,
  );
}

/** @throws ConfigurationError if two repositories have not the same client, table, and partition key */
function checkTogether(first: Member, member: Member): void {
  const [one, other] = [first.context.schema, member.context.schema];
  const refuse = (difference: string): never => {
    throw new ConfigurationError(`the collection's '${first.name}' and '${member.name}' ${difference}`);
  };
  if (one.table.name !== other.table.name)
    refuse(`are of the tables '${one.table.name}' and '${other.table.name}'; a collection reads one table`);
  if (!first.context.executor.sharesClientWith(member.context.executor))
    refuse('have different clients; give both repositories one client');
  const keysOf = (schema: Schema): string =>
    [...keyAttributes(schema).map(({ name, kind }) => `${name} (${kind})`), schema.entity?.attribute].join(', ');
  if (keysOf(one) !== keysOf(other))
    refuse(`have other attributes for keys and entity: ${keysOf(one)}; and ${keysOf(other)}`);
  checkPartitions(first.name, one.key, member.name, other.key);
}

/** @throws ConfigurationError if two entities don't make their partition keys in the same way */
function checkPartitions(one: string, key: KeySchema, other: string, otherKey: KeySchema, index = ''): void {
  if (partitionShape(key) === partitionShape(otherKey)) return;
  throw new ConfigurationError(
    `the collection's '${one}' and '${other}' have the partition keys ${shownPartition(key)} and ${shownPartition(otherKey)}${index}; a collection reads one partition, so their literals and the types of their parts must be the same`,
  );
}

/** @throws ConfigurationError if two repositories read items of one entity */
function entitiesOf(list: readonly Member[]): Map<string, Member> {
  const found = new Map<string, Member>();
  for (const member of list)
    for (const name of member.context.schema.entity?.concrete.keys() ?? []) {
      const known = found.get(name);
      if (known !== undefined)
        throw new ConfigurationError(
          `the collection's '${known.name}' and '${member.name}' both read the entity '${name}'; leave out one`,
        );
      found.set(name, member);
    }
  return found;
}
