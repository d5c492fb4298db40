import { ConfigurationError } from '../errors/configuration-error.ts';
import type { TableSchema } from '../schema/table-schema.ts';
import type { ResourceProperties } from './table-properties.ts';

/** The region of a stack, in CloudFormation. */
export const ownRegion = { Ref: 'AWS::Region' };

/** Settings that each replica of a global table has, and not the table. */
const ofReplicas = ['PointInTimeRecoverySpecification', 'DeletionProtectionEnabled', 'TableClass', 'Tags'];
const insights = 'ContributorInsightsSpecification';
/** Settings of the table in its own region: what they name belongs to this region. */
const ofOwnRegion = ['ResourcePolicy', 'KinesisStreamSpecification'];

/**
 * Returns the properties of a global table. Its own region is the first of its replicas.
 *
 * @param properties - those of a table without replicas
 * @throws ConfigurationError if the table has capacity units
 */
export function globalTableProperties(table: TableSchema, properties: ResourceProperties): ResourceProperties {
  checkReplicated(table);
  const moved = new Set([...ofReplicas, insights, ...ofOwnRegion, 'OnDemandThroughput', 'GlobalSecondaryIndexes']);
  const { SSESpecification, ...kept } = Object.fromEntries(
    Object.entries(properties).filter(([name]) => !moved.has(name)),
  );
  const { KMSMasterKeyId, ...encryption } = (SSESpecification ?? {}) as ResourceProperties;
  const replica = (Region: unknown, key: unknown, own: readonly string[] = []): ResourceProperties => ({
    Region,
    ...picked(properties, [...ofReplicas, insights, ...own]),
    ...(key !== undefined && { SSESpecification: { KMSMasterKeyId: key } }),
    ...readMaximum(properties),
    ...replicaIndexes(properties),
  });
  return {
    ...kept,
    ...globalIndexes(properties),
    ...writeMaximum(properties),
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    ...(SSESpecification !== undefined && { SSESpecification: encryption }),
    Replicas: [
      replica(ownRegion, KMSMasterKeyId, ofOwnRegion),
      ...table.replicas.map(({ region, kmsKey }) => replica(region, kmsKey)),
    ],
  };
}

/** @throws ConfigurationError if the table has capacity units */
export function checkReplicated({ name, billing }: TableSchema): void {
  if (billing !== 'onDemand')
    throw new ConfigurationError(
      `table '${name}': with replicas, capacity units need auto scaling, which no class declares; use billing 'onDemand'`,
    );
}

const picked = (properties: ResourceProperties, names: readonly string[]): ResourceProperties =>
  Object.fromEntries(names.filter((name) => name in properties).map((name) => [name, properties[name]]));

interface Maximum {
  readonly MaxReadRequestUnits?: number;
  readonly MaxWriteRequestUnits?: number;
}

interface GlobalIndex extends ResourceProperties {
  readonly IndexName: string;
  readonly OnDemandThroughput?: Maximum;
}

function readMaximum({ OnDemandThroughput }: ResourceProperties): ResourceProperties {
  const { MaxReadRequestUnits } = (OnDemandThroughput ?? {}) as Maximum;
  return MaxReadRequestUnits === undefined ? {} : { ReadOnDemandThroughputSettings: { MaxReadRequestUnits } };
}

function writeMaximum({ OnDemandThroughput }: ResourceProperties): ResourceProperties {
  const { MaxWriteRequestUnits } = (OnDemandThroughput ?? {}) as Maximum;
  return MaxWriteRequestUnits === undefined ? {} : { WriteOnDemandThroughputSettings: { MaxWriteRequestUnits } };
}

const indexesOf = ({ GlobalSecondaryIndexes }: ResourceProperties): readonly GlobalIndex[] =>
  (GlobalSecondaryIndexes ?? []) as readonly GlobalIndex[];

/** The keys of indexes and the most writes are the same in all regions. */
function globalIndexes(properties: ResourceProperties): ResourceProperties {
  const all = indexesOf(properties).map(({ OnDemandThroughput, ...index }) => ({
    ...index,
    ...writeMaximum({ OnDemandThroughput }),
  }));
  return all.length === 0 ? {} : { GlobalSecondaryIndexes: all };
}

function replicaIndexes(properties: ResourceProperties): ResourceProperties {
  const all = indexesOf(properties)
    .map((index) => ({ IndexName: index.IndexName, ...readMaximum(index) }))
    .filter((index) => Object.keys(index).length > 1);
  return all.length === 0 ? {} : { GlobalSecondaryIndexes: all };
}
