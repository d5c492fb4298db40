import type { TableSchema } from '../schema/table-schema.ts';
import { globalTableProperties } from './global-table.ts';
import { type ResourceProperties, tableProperties } from './table-properties.ts';

/** A table as a resource of CloudFormation. One with replicas is a global table. */
export interface TableResource {
  readonly Type: 'AWS::DynamoDB::Table' | 'AWS::DynamoDB::GlobalTable';
  readonly Properties: ResourceProperties;
}

/** Returns a table as a resource of CloudFormation. */
export function tableResource(table: TableSchema): TableResource {
  const Properties = tableProperties(table);
  return table.replicas.length === 0
    ? { Type: 'AWS::DynamoDB::Table', Properties }
    : { Type: 'AWS::DynamoDB::GlobalTable', Properties: globalTableProperties(table, Properties) };
}
