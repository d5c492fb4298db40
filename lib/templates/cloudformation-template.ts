import type { TableSchema } from '../schema/table-schema.ts';
import { pascalName, ResourceNames } from './resource-names.ts';
import { type TableResource, tableResource } from './table-resource.ts';

/** A table in a template of CloudFormation. CloudFormation keeps the table if its resource is removed or replaced. */
export interface CloudFormationResource extends TableResource {
  readonly DeletionPolicy: 'Retain';
  readonly UpdateReplacePolicy: 'Retain';
}

/** A template of CloudFormation. */
export interface CloudFormationTemplate {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  /** By logical id: the name of the table in capital words. */
  readonly Resources: Readonly<Record<string, CloudFormationResource>>;
}

/** Returns the template of CloudFormation. */
export function cloudFormationTemplate(tables: readonly TableSchema[]): CloudFormationTemplate {
  const names = new ResourceNames(pascalName);
  const entries = tables.map((table) => {
    const { Type, Properties } = tableResource(table);
    const resource = { Type, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', Properties };
    return [names.of(table.name), resource as CloudFormationResource] as const;
  });
  return { AWSTemplateFormatVersion: '2010-09-09', Resources: Object.fromEntries(entries) };
}
