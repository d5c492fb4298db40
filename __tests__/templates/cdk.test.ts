import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Schema } from '../../lib/index.ts';
import { createTableRequest } from '../../lib/operations/create-table.ts';
import { tableSchemaOf } from '../../lib/schema/table-schema.ts';
import { tableTemplate } from '../../lib/templates/index.ts';
import { endChildScripts, runFile } from '../support/child-script.ts';
import { complaintsAbout } from '../types/compile.ts';
import { createdTable, sortedTags } from './created-table.ts';
import { Account, Order, Passage } from './models.ts';
import { randomTables } from './random-tables.ts';

jest.setTimeout(600_000);
afterEach(endChildScripts);

// Inside the project, because the compiler and Node look up packages from there.
const folder = 'node_modules/.cache/annotable/cdk';
const root = join(__dirname, '../..');

beforeAll(() => mkdirSync(join(root, folder), { recursive: true }));
afterAll(() => rmSync(join(root, folder), { recursive: true, force: true }));

/** A program that prints the resources of a stack with the construct. */
const program = `
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Tables } from './tables.ts';

const stack = new Stack(new App(), 'Shop');
new Tables(stack, 'Tables');
console.log(JSON.stringify(Object.values(Template.fromStack(stack).toJSON()['Resources'] ?? {})));
`;

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** Compiles a construct, and returns the resources of a stack that has it. */
async function synthesized(source: string): Promise<readonly Resource[]> {
  writeFileSync(join(root, folder, 'tables.ts'), source);
  writeFileSync(join(root, folder, 'program.ts'), program);
  const complaints = await complaintsAbout({ cdk: { folder, files: 'tables.ts', options: {} } });
  expect(complaints.get('cdk')).toEqual([]);
  const { code, stdout, stderr } = await runFile(`${folder}/program.ts`).ended();
  // The CDK prints warnings about the names of attributes.
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

test('a construct has a public property for each table, and keeps the tables', () => {
  expect(tableTemplate(Order, 'cdk')).toBe(`import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

/** The tables of the classes. Written by annotable. */
export class Tables extends Construct {
  readonly ordersTable: CfnTable;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.ordersTable = new CfnTable(this, 'Orders', {
      tableName: 'orders',
      attributeDefinitions: [
        {
          attributeName: 'customerId',
          attributeType: 'S',
        },
        {
          attributeName: 'placedAt',
          attributeType: 'S',
        },
        {
          attributeName: 'state',
          attributeType: 'S',
        },
      ],
      keySchema: [
        {
          attributeName: 'customerId',
          keyType: 'HASH',
        },
        {
          attributeName: 'placedAt',
          keyType: 'RANGE',
        },
      ],
      billingMode: 'PAY_PER_REQUEST',
      globalSecondaryIndexes: [
        {
          indexName: 'byState',
          keySchema: [
            {
              attributeName: 'state',
              keyType: 'HASH',
            },
            {
              attributeName: 'placedAt',
              keyType: 'RANGE',
            },
          ],
          projection: {
            projectionType: 'INCLUDE',
            nonKeyAttributes: [
              'total',
              'expiresAt',
            ],
          },
        },
      ],
      tags: [
        {
          key: 'team',
          value: 'shop',
        },
      ],
      streamSpecification: {
        streamViewType: 'NEW_AND_OLD_IMAGES',
      },
      timeToLiveSpecification: {
        attributeName: 'expiresAt',
        enabled: true,
      },
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
      },
    });
    this.ordersTable.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}
`);
});

test('the construct of 200 random tables compiles, and creates the same tables as ensure()', async () => {
  let count = 0;
  const schemas: readonly Schema[] = fc.sample(
    randomTables(() => `table-${++count}`),
    200,
  );
  const fixed = [Account, Passage];
  const resources = await synthesized(tableTemplate([...schemas, ...fixed], 'cdk'));
  expect(resources.filter(({ DeletionPolicy }) => DeletionPolicy !== 'Retain')).toEqual([]);
  const byName = new Map(resources.map(({ Properties }) => [Properties['TableName'], Properties]));
  for (const schema of schemas) {
    const { Tags, ResourcePolicy: _, ...request } = createTableRequest(tableSchemaOf(schema));
    const found = byName.get(schema.table.name) ?? {};
    expect(createdTable(found)).toEqual({ ...request, ...(Tags && { Tags: sortedTags(Tags) }) });
  }
  const described = [...schemas, ...fixed];
  const { Resources } = tableTemplate(described, 'cloudformation');
  expect([...byName.values()].map(withoutOrder)).toEqual(
    Object.values(Resources).map(({ Properties }) => withoutOrder(Properties)),
  );
});

/** The CDK sorts tags. */
const withoutOrder = ({ Tags, ...properties }: Resource['Properties']): object => ({
  ...properties,
  ...(Tags !== undefined && { Tags: sortedTags(Tags as never) }),
});
