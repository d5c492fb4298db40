import type { Schema } from '../schema/schema.ts';
import { tableSchemaOf } from '../schema/table-schema.ts';
import type { Need } from './needs.ts';

/** The place of the tables of a policy. */
export interface PolicyPlace {
  /** Default `'*'`. */
  readonly region?: string | undefined;
  /** The number of the account, with 12 digits. Default `'*'`. */
  readonly account?: string | undefined;
  /** For example `'aws-cn'`. Default `'aws'`. */
  readonly partition?: string | undefined;
}

/** Returns the names of the indexes that can be queried. */
export const indexNames = (schema: Schema): string[] => Object.keys(tableSchemaOf(schema).indexes);
export const vectorIndexNames = (schema: Schema): string[] => Object.keys(tableSchemaOf(schema).vectorIndexes);

/** Returns the resources of the actions of a need. @param indexes - names of the indexes; undefined for all */
export function resourcesOf(
  schema: Schema,
  { on = 'table', index: only }: Need,
  indexes: ReadonlySet<string> | undefined,
  { partition = 'aws', region = '*', account = '*' }: PolicyPlace,
): readonly string[] {
  if (on === 'any') return ['*'];
  const { name } = schema.table;
  const table = name.startsWith('arn:') ? name : `arn:${partition}:dynamodb:${region}:${account}:table/${name}`;
  const ofIndexes = (names: readonly string[]): string[] =>
    names
      .filter((index) => indexes?.has(index) !== false && (only === undefined || index === only))
      .map((index) => `${table}/index/${index}`);
  if (on === 'streams') return [`${table}/stream/*`];
  if (on === 'vectorIndexes') return ofIndexes(vectorIndexNames(schema));
  const all = on === 'table' ? [] : ofIndexes(indexNames(schema));
  return on === 'indexes' ? all : [table, ...all];
}
