import type { TableSchema } from '../schema/table-schema.ts';
import type { TableDescription } from '../sdk-types.ts';
import type { TableSurplus } from './plan.ts';

/** True for a tag of AWS itself, such as those of CloudFormation. Nobody can declare it. */
export const isTagOfAws = (key: string): boolean => /^aws:/i.test(key);

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
  const unknownTags = Object.keys(tags).filter((key) => !Object.hasOwn(table.tags, key) && !isTagOfAws(key));
  return [
    ...among('index', globals, table.indexes),
    ...among('localIndex', locals, table.indexes),
    ...among('vectorIndex', VectorIndexes, table.vectorIndexes),
    ...unknownTags.map((name) => ({ kind: 'tag' as const, name })),
  ];
}
