import { createTableRequest } from '../operations/create-table.ts';
import type { TableSchema } from '../schema/table-schema.ts';

/** The properties of a resource, as CloudFormation names them. */
export type ResourceProperties = Readonly<Record<string, unknown>>;

/** Returns the properties of a table without replicas. The request that creates it has most of them by the same names. */
export function tableProperties(table: TableSchema): ResourceProperties {
  const { StreamSpecification, SSESpecification, ResourcePolicy: _, ...request } = createTableRequest(table);
  return {
    ...request,
    ...(StreamSpecification && { StreamSpecification: { StreamViewType: StreamSpecification.StreamViewType } }),
    ...(SSESpecification && { SSESpecification: encryptionProperties(SSESpecification) }),
    ...laterProperties(table),
  };
}

/** The settings that DynamoDB sets by other requests than CreateTable, and CloudFormation in the same resource. */
function laterProperties(table: TableSchema): ResourceProperties {
  const { timeToLive, contributorInsights, resourcePolicy, kinesis } = table;
  return {
    ...(timeToLive !== undefined && { TimeToLiveSpecification: { AttributeName: timeToLive, Enabled: true } }),
    ...(table.pointInTimeRecovery && { PointInTimeRecoverySpecification: recoveryProperties(table) }),
    ...(contributorInsights && { ContributorInsightsSpecification: insightsProperties(table) }),
    ...(resourcePolicy && { ResourcePolicy: { PolicyDocument: resourcePolicy } }),
    ...(kinesis && { KinesisStreamSpecification: { StreamArn: kinesis.streamArn } }),
  };
}

const recoveryProperties = ({ recoveryDays }: TableSchema): ResourceProperties => ({
  PointInTimeRecoveryEnabled: true,
  ...(recoveryDays !== undefined && { RecoveryPeriodInDays: recoveryDays }),
});

const insightsProperties = ({ contributorInsights }: TableSchema): ResourceProperties => ({
  Enabled: true,
  Mode: insightsMode(contributorInsights),
});

/** Returns the keys that contributor insights count, in the terms of DynamoDB. */
export const insightsMode = (insights: TableSchema['contributorInsights']): string =>
  insights === 'throttledKeys' ? 'THROTTLED_KEYS' : 'ACCESSED_AND_THROTTLED_KEYS';

function encryptionProperties({
  Enabled,
  SSEType,
  KMSMasterKeyId,
}: {
  readonly Enabled?: boolean | undefined;
  readonly SSEType?: string | undefined;
  readonly KMSMasterKeyId?: string | undefined;
}): ResourceProperties {
  return {
    SSEEnabled: Enabled,
    ...(SSEType !== undefined && { SSEType }),
    ...(KMSMasterKeyId !== undefined && { KMSMasterKeyId }),
  };
}
