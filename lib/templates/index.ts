/**
 * Templates of tables, and policies of IAM, from classes: the subpath `annotable/templates`.
 *
 * @module annotable/templates
 */
export type { CloudFormationResource, CloudFormationTemplate } from './cloudformation-template.ts';
export { type IamPolicy, type IamStatement, iamPolicy, type PolicyOptions } from './iam-policy.ts';
export type { TemplateModel, TemplateModels } from './model-tables.ts';
export type {
  LinkerMethod,
  LinkerReadMethod,
  LinkerWriteMethod,
  PolicyGroup,
  PolicyMethod,
  PolicyOperation,
  ReadMethod,
  StreamMethod,
  TableMethod,
  TrackerMethod,
  TrackerReadMethod,
  TrackerWriteMethod,
  WriteMethod,
} from './policy-names.ts';
export type { ResourceProperties } from './table-properties.ts';
export type { TableResource } from './table-resource.ts';
export { type TemplateFormat, tableTemplate } from './table-template.ts';
