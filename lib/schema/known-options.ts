import { isOptions, typeText } from '../errors/option-rules.ts';
import type {
  AttributeSettings,
  DeletedAtOptions,
  Derivation,
  DocumentDefinition,
  SchemaDefinition,
  TableOptions,
  UniqueOptions,
} from './definition.ts';
import type {
  EntityIndexAttribute,
  EntityIndexSettings,
  EntityKeys,
  EntityMemberOptions,
  EntityOptions,
} from './entity-definition.ts';
import type { Extension } from './extension.ts';
import type { IndexSettings, LocalIndexSettings } from './index-settings.ts';
import type { VersionOptions } from './version-options.ts';

type Names<Options> = { readonly [Name in keyof Options]-?: true };

/** The options of `@Attribute`. */
export const attributeOptions: Names<Omit<AttributeSettings, 'type' | 'enum' | 'unique' | 'encrypted'>> = {
  optional: true,
  nullable: true,
  default: true,
  name: true,
  readOnly: true,
  exact: true,
  hidden: true,
  validate: true,
  convert: true,
  derive: true,
};
export const attributeSettings: Names<AttributeSettings> = {
  ...attributeOptions,
  type: true,
  enum: true,
  unique: true,
  encrypted: true,
};
/** The members of `derive`. */
export const derivation: Names<Derivation> = { from: true, value: true };
/** The options of `@Unique`. */
export const uniqueOptions: Names<UniqueOptions> = { scope: true };
/** The options of the version of a class, of `@Entity` and of `@Table`. */
export const versionOptions: Names<VersionOptions> = {
  version: true,
  upgrade: true,
  versionAttribute: true,
  onNewer: true,
};
/** The options of `@Table`. */
export const tableOptions: Names<TableOptions> = {
  billing: true,
  warmThroughput: true,
  stream: true,
  deletionProtection: true,
  pointInTimeRecovery: true,
  tableClass: true,
  encryption: true,
  resourcePolicy: true,
  contributorInsights: true,
  tags: true,
  replicas: true,
  kinesis: true,
  entities: true,
  entityAttribute: true,
  ...versionOptions,
};
export const tableSettings: Names<TableOptions & { readonly name: string }> = { ...tableOptions, name: true };
/** The options of `@DeletedAt`. */
export const deletedAtOptions: Names<DeletedAtOptions> = { purgeAfterDays: true };
export const localIndexSettings: Names<LocalIndexSettings> = { sortKey: true, projection: true };
const documentSettings: Names<DocumentDefinition> = {
  name: true,
  model: true,
  attributes: true,
  rules: true,
  problems: true,
  untyped: true,
};
/** The members of a definition. An embedded document can have all of them too. */
export const schemaSettings: Names<SchemaDefinition> = {
  ...documentSettings,
  table: true,
  partitionKey: true,
  sortKey: true,
  indexes: true,
  localIndexes: true,
  vectorIndexes: true,
  timeToLive: true,
  deletedAt: true,
  entity: true,
  extensions: true,
};
export const extensionMembers: Names<Extension> = {
  name: true,
  manages: true,
  fills: true,
  checksVersion: true,
  options: true,
  refusesBatches: true,
  beforeWrite: true,
  afterWrite: true,
  afterRead: true,
  aroundSend: true,
};
export const indexSettings: Names<IndexSettings> = { ...localIndexSettings, partitionKey: true };
/** The options of `@Entity`. */
export const entityOptions: Names<EntityOptions> = {
  table: true,
  keys: true,
  abstract: true,
  form: true,
  ...versionOptions,
};
/** The options of `@Entity` on a subclass of an entity. */
export const memberOptions: Names<Omit<EntityMemberOptions, 'table' | 'keys'>> = { abstract: true, ...versionOptions };
export const entityKeys: Names<EntityKeys> = { partitionKey: true, sortKey: true, indexes: true };
export const entityIndexSettings: Names<EntityIndexSettings> = { ...indexSettings, name: true, when: true };
export const entityIndexAttribute: Names<EntityIndexAttribute> = { attribute: true, template: true };

/**
 * Reports each option with an unknown name. An undefined option counts as absent.
 *
 * @param where - the place that begins the message: `Phone.name`
 * @returns the known options
 */
export function knownOptions<Options extends object>(
  where: string,
  options: Options,
  known: Readonly<Record<string, true>>,
  problems: string[],
): Options {
  if (!isOptions(options)) {
    problems.push(`${where}: its options must be an object, not ${typeText(options)}`);
    return {} as Options;
  }
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  const unknown = entries.filter(([name]) => !Object.hasOwn(known, name));
  const list = Object.keys(known).sort().join(', ');
  for (const [name] of unknown) problems.push(`${where}: there is no option '${name}'; the options are ${list}`);
  return unknown.length === 0
    ? options
    : (Object.fromEntries(entries.filter(([name]) => Object.hasOwn(known, name))) as Options);
}
