import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

type Properties = Readonly<Record<string, unknown>>;

/** Properties that CloudFormation sets by other requests than CreateTable. */
const later = [
  'TimeToLiveSpecification',
  'PointInTimeRecoverySpecification',
  'ContributorInsightsSpecification',
  'KinesisStreamSpecification',
  'ResourcePolicy',
];

interface CreationProperties extends Properties {
  readonly StreamSpecification?: Properties;
  readonly SSESpecification?: Properties;
  readonly Tags?: CreateTableCommandInput['Tags'];
}

/** Returns the request by which CloudFormation creates a table, as far as the documentation of its properties says. */
export function createdTable(properties: Properties): Properties {
  const { StreamSpecification, SSESpecification, Tags, ...others }: CreationProperties = Object.fromEntries(
    Object.entries(properties).filter(([name]) => !later.includes(name)),
  );
  const { SSEEnabled, ...encryption } = SSESpecification ?? {};
  return {
    ...others,
    ...(StreamSpecification && { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } }),
    ...(SSESpecification && { SSESpecification: { Enabled: SSEEnabled, ...encryption } }),
    ...(Tags && { Tags: sortedTags(Tags) }),
  };
}

/** A template has no order of tags. */
export const sortedTags = (tags: CreateTableCommandInput['Tags'] = []) =>
  [...tags].sort((a, b) => ((a.Key ?? '') < (b.Key ?? '') ? -1 : 1));
