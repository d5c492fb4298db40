import { ConfigurationError } from '../errors/configuration-error.ts';
import { typeText } from '../errors/option-rules.ts';
import type { TableSchema } from '../schema/table-schema.ts';
import { cdkSource } from './cdk-source.ts';
import { type CloudFormationTemplate, cloudFormationTemplate } from './cloudformation-template.ts';
import { type TemplateModels, tablesOfModels } from './model-tables.ts';
import { terraformSource } from './terraform-source.ts';

/** The form of a template: CloudFormation as an object, a construct of the AWS CDK in TypeScript, or Terraform in HCL. */
export type TemplateFormat = 'cloudformation' | 'cdk' | 'terraform';

const formats: Readonly<Record<TemplateFormat, (tables: readonly TableSchema[]) => unknown>> = {
  cloudformation: cloudFormationTemplate,
  cdk: cdkSource,
  terraform: terraformSource,
};

/**
 * Returns the tables of models as a template: what `table.ensure()` would create, replicas, and Kinesis streams.
 *
 * The entities of a table become one resource. A resource that leaves the template, or would be replaced, keeps its
 * table. Sends nothing.
 *
 * @param models - decorated classes, classes of repositories, repositories, or results of `defineSchema`
 * @throws ConfigurationError `configuration.invalid` if there is no model, the format is unknown, or two classes declare
 * one table differently
 * @throws ModelDefinitionError `model.invalid` if a class can't be a model
 * @example
 * const template = tableTemplate([Order, Customer], 'cloudformation');
 * writeFileSync('tables.json', JSON.stringify(template, undefined, 2));
 */
export function tableTemplate(models: TemplateModels, format: 'cloudformation'): CloudFormationTemplate;
export function tableTemplate(models: TemplateModels, format: 'cdk' | 'terraform'): string;
export function tableTemplate(models: TemplateModels, format: TemplateFormat): CloudFormationTemplate | string {
  if (!Object.hasOwn(formats, format))
    throw new ConfigurationError(
      `tableTemplate: the format is ${Object.keys(formats).join(', ')}, not ${typeof format === 'string' ? `'${format}'` : typeText(format)}`,
    );
  return formats[format](tablesOfModels(models, 'tableTemplate')) as CloudFormationTemplate | string;
}
