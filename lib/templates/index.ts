/**
 * Templates of tables, and policies of IAM, from classes: the subpath `annotable/templates`.
 *
 * @module annotable/templates
 */
export type { CloudFormationResource, CloudFormationTemplate } from './cloudformation-template.ts';
export { iamPolicy, type PolicyOptions } from './iam-policy.ts';
export type { PolicyKeys } from './key-needs.ts';
export type { TemplateModel, TemplateModels } from './model-tables.ts';
export type { IamCondition, IamPolicy, IamStatement } from './policy-document.ts';
export type {
  BackfillFunction,
  LinkerMethod,
  LinkerReadMethod,
  LinkerWriteMethod,
  PolicyGroup,
  PolicyMethod,
  PolicyOperation,
  ReadMethod,
  SpaceMethod,
  SpaceReadMethod,
  StorageAdapter,
  StreamMethod,
  TableMethod,
  TrackerMethod,
  TrackerReadMethod,
  TrackerWriteMethod,
  TransferCommand,
  WriteMethod,
} from './policy-names.ts';
export type { PolicyPlace } from './policy-resources.ts';
export type { ResourceProperties } from './table-properties.ts';
export type { TableResource } from './table-resource.ts';
export { type TemplateFormat, tableTemplate } from './table-template.ts';
