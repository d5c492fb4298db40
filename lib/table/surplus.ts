import type { TableSchema } from '../schema/table-schema.ts';
import type { TableDescription } from '../sdk-types.ts';
import type { TableSurplus } from './plan.ts';

/** Tags of AWS itself, such as those of CloudFormation. Nobody can declare them. */
const ofAws = /^aws:/i;

/** Returns the parts of a table that no class declares. */
export function surplusOf(
  table: TableSchema,
  tags: Readonly<Record<string, string>>,
  description: TableDescription,
): TableSurplus[] {
  const { GlobalSecondaryIndexes: globals = [], LocalSecondaryIndexes: locals = [], VectorIndexes = [] } = description;
  const among = (
    kind: TableSurplus['kind'],
    found: readonly { readonly IndexName?: string | undefined; readonly IndexStatus?: string | undefined }[],
    declared: object,
  ): TableSurplus[] =>
    found.flatMap(({ IndexName: name = '', IndexStatus }) =>
      IndexStatus === 'DELETING' || Object.hasOwn(declared, name) ? [] : [{ kind, name }],
    );
  const unknownTags = Object.keys(tags).filter((key) => !Object.hasOwn(table.tags, key) && !ofAws.test(key));
  return [
    ...among('index', globals, table.indexes),
    ...among('localIndex', locals, table.indexes),
    ...among('vectorIndex', VectorIndexes, table.vectorIndexes),
    ...unknownTags.map((name) => ({ kind: 'tag' as const, name })),
  ];
}
