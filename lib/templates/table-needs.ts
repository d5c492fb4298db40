import type { Schema } from '../schema/schema.ts';
import { tableSchemaOf } from '../schema/table-schema.ts';
import type { TableSettings } from '../schema/table-settings.ts';
import { hasVectorIndexes, type Need } from './needs.ts';
import type { TableMethod } from './policy-names.ts';

type Test = (schema: Schema) => boolean;

const declares =
  (test: (table: TableSettings) => boolean): Test =>
  ({ table }) =>
    test(table);

const hasTags = declares(({ tags }) => Object.keys(tags).length > 0);
const hasRecovery = declares(({ pointInTimeRecovery }) => pointInTimeRecovery);
const hasPolicy = declares(({ resourcePolicy }) => resourcePolicy !== undefined);
const hasInsights = declares(({ contributorInsights }) => contributorInsights !== false);
const hasExpiry: Test = (schema) => tableSchemaOf(schema).timeToLive !== undefined;

/** True if the class declares something that UpdateTable can add to a table. */
const isChangeable: Test = (schema) => {
  const { indexes, vectorIndexes, ...table } = tableSchemaOf(schema);
  return (
    Object.values(indexes).some(({ scope }) => scope === 'global') ||
    Object.keys(vectorIndexes).length > 0 ||
    table.declaredBilling !== undefined ||
    table.onDemandMaximum !== undefined ||
    table.warmThroughput !== undefined ||
    table.stream !== undefined ||
    table.deletionProtection ||
    table.tableClass !== undefined ||
    table.encryption !== undefined
  );
};

const describe: Need = { actions: ['DescribeTable'] };

/** Reads of settings that have requests of their own. */
const plan: readonly Need[] = [
  describe,
  { actions: ['ListTagsOfResource'], if: hasTags },
  { actions: ['DescribeContinuousBackups'], if: hasRecovery },
  { actions: ['DescribeTimeToLive'], if: hasExpiry },
  { actions: ['GetResourcePolicy'], if: hasPolicy },
  { actions: ['DescribeContributorInsights'], if: hasInsights },
];

/** A vector index is ready when a search of it is answered. */
const searchable: Need = { actions: ['SearchVectors'], on: 'vectorIndexes', if: hasVectorIndexes };

const create: readonly Need[] = [
  ...plan,
  { actions: ['CreateTable'] },
  { actions: ['TagResource'], if: hasTags },
  { actions: ['UpdateContinuousBackups'], if: hasRecovery },
  { actions: ['UpdateTimeToLive'], if: hasExpiry },
  { actions: ['PutResourcePolicy'], if: hasPolicy },
  { actions: ['UpdateContributorInsights'], if: hasInsights },
  searchable,
];

const change: readonly Need[] = [describe, { actions: ['UpdateTable'] }];

/** What the methods of `repository.table` send. */
export const tableNeeds: Readonly<Record<TableMethod, readonly Need[]>> = {
  'table.describe': [describe],
  'table.exists': [describe],
  'table.plan': plan,
  'table.create': create,
  'table.ensure': [...create, { actions: ['UpdateTable'], if: isChangeable }],
  'table.createIndex': [...change, searchable],
  'table.deleteIndex': change,
  'table.drop': [describe, { actions: ['DeleteTable'] }],
};
