import type { TableSchema } from '../schema/table-schema.ts';
import { ownRegion } from './global-table.ts';
import { camelName, pascalName, ResourceNames } from './resource-names.ts';
import { tableResource } from './table-resource.ts';
import { TypeScriptExpression, typeScriptLiteral } from './typescript-literal.ts';

/** The classes of aws-cdk-lib, by type of CloudFormation. They have all settings, and each becomes its resource as it is. */
const constructs = { 'AWS::DynamoDB::Table': 'CfnTable', 'AWS::DynamoDB::GlobalTable': 'CfnGlobalTable' } as const;

/** Returns the TypeScript source of a construct of the AWS CDK that has the tables. */
export function cdkSource(tables: readonly TableSchema[]): string {
  const properties = new ResourceNames((name) => `${camelName(name)}Table`);
  const ids = new ResourceNames(pascalName);
  const all = tables.map((table) => {
    const { Type, Properties } = tableResource(table);
    const [property, construct] = [properties.of(table.name), constructs[Type]];
    const id = ids.of(table.name);
    const body = typeScriptLiteral(constructProperties(Properties), '    ');
    return {
      construct,
      field: `  readonly ${property}: ${construct};`,
      statements: [
        `    this.${property} = new ${construct}(this, '${id}', ${body});`,
        `    this.${property}.applyRemovalPolicy(RemovalPolicy.RETAIN);`,
      ],
    };
  });
  const used = [...new Set(all.map(({ construct }) => construct))].sort();
  return [
    `import { ${used.includes('CfnGlobalTable') ? 'Aws, ' : ''}RemovalPolicy } from 'aws-cdk-lib';`,
    `import { ${used.join(', ')} } from 'aws-cdk-lib/aws-dynamodb';`,
    "import { Construct } from 'constructs';",
    '',
    '/** The tables of the classes. Written by annotable. */',
    'export class Tables extends Construct {',
    ...all.map(({ field }) => field),
    '',
    '  constructor(scope: Construct, id: string) {',
    '    super(scope, id);',
    ...all.flatMap(({ statements }) => statements),
    '  }',
    '}',
    '',
  ].join('\n');
}

/** The content of a policy has names of IAM, and other values of their own. */
const opaque: ReadonlySet<string> = new Set(['PolicyDocument']);

/** Returns properties of CloudFormation under the names of the CDK: `SSEEnabled` → `sseEnabled`. */
function constructProperties(value: unknown): unknown {
  if (value === ownRegion) return new TypeScriptExpression('Aws.REGION');
  if (Array.isArray(value)) return value.map(constructProperties);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      lowerFirst(name),
      opaque.has(name) ? each : constructProperties(each),
    ]),
  );
}

/** An abbreviation at the beginning is one word: `KMSMasterKeyId` → `kmsMasterKeyId`. */
const lowerFirst = (name: string): string =>
  name.replace(/^(?:[A-Z]+(?=[A-Z][a-z])|[A-Z])/, (letters) => letters.toLowerCase());
