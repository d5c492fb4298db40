import type {
  CreateTableCommandInput,
  OnDemandThroughput,
  SSESpecification,
  TableDescription,
  UpdateTableCommandInput,
  WarmThroughput,
} from '@aws-sdk/client-dynamodb';

/** A request that the fake received. */
export interface FakeRequest {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** A client that is not there any more. */
export class Killed extends Error {}

const fault = (name: string, message = name): Error =>
  Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: 400 } });

const reads = /^(?:Describe|List|Get|Search)/;
const onDemandWarm: WarmThroughput = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 };

/**
 * The control plane of DynamoDB for one table, with the settings that no local engine has. It keeps the state of the table,
 * and rejects what DynamoDB rejects.
 */
export class FakeTables {
  readonly requests: FakeRequest[] = [];
  description: TableDescription | undefined;
  tags: Record<string, string> = {};
  recovery: { days: number } | undefined;
  timeToLive: string | undefined;
  policy: { text: string; revision: string } | undefined;
  insights: string | undefined;
  /** Reads of the table during which a change goes on. */
  readonly #reads: number;
  #revisions = 0;
  #pending = 0;

  constructor({ reads = 1 }: { readonly reads?: number } = {}) {
    this.#reads = reads;
  }

  /**
   * Returns a client of this fake.
   *
   * @param most - number of changes until the client is killed. The last one is done, and its response is lost
   */
  client(most = Number.POSITIVE_INFINITY): never {
    let changes = 0;
    const send = async (command: { readonly constructor: { readonly name: string }; readonly input: object }) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (changes >= most) throw new Killed('killed');
      const operation = command.constructor.name.replace(/Command$/, '');
      const output = this.#answer(operation, command.input as never);
      if (!reads.test(operation)) changes += 1;
      if (changes >= most) throw new Killed('killed');
      return output;
    };
    return { send, config: {} } as never;
  }

  /** Returns the changes that were sent, each with the members besides the name of the table. */
  changes(): readonly (readonly [string, object])[] {
    return this.requests
      .filter(({ operation }) => !reads.test(operation))
      .map(({ operation, input: { TableName: _, ResourceArn: __, ...input } }) => [operation, input] as const);
  }

  #answer(operation: string, input: Record<string, unknown>): object {
    this.requests.push({ operation, input: structuredClone(input) });
    const answers = this as unknown as Record<string, (input: object) => object>;
    const answer = answers[`on${operation}`];
    if (answer === undefined) throw fault('UnknownOperationException');
    if (operation !== 'CreateTable' && this.description === undefined) throw fault('ResourceNotFoundException');
    return answer.call(this, input) ?? {};
  }

  protected onCreateTable(input: CreateTableCommandInput): object {
    if (this.description !== undefined) throw fault('ResourceInUseException');
    const { TableName, AttributeDefinitions, KeySchema, OnDemandThroughput, TableClass, SSESpecification } = input;
    this.description = {
      TableName,
      TableArn: `arn:aws:dynamodb:eu-west-3:123456789012:table/${TableName}`,
      AttributeDefinitions,
      KeySchema,
      OnDemandThroughput,
      TableStatus: 'CREATING',
      BillingModeSummary: { BillingMode: input.BillingMode },
      ProvisionedThroughput: input.ProvisionedThroughput,
      WarmThroughput: input.WarmThroughput ?? onDemandWarm,
      StreamSpecification: input.StreamSpecification,
      DeletionProtectionEnabled: input.DeletionProtectionEnabled ?? false,
      GlobalSecondaryIndexes: (input.GlobalSecondaryIndexes ?? []).map((index) => ({
        ...index,
        WarmThroughput: index.WarmThroughput ?? onDemandWarm,
        IndexStatus: 'ACTIVE' as const,
      })),
      LocalSecondaryIndexes: input.LocalSecondaryIndexes,
      VectorIndexes: (input.VectorIndexes ?? []).map((index) => ({ ...index, IndexStatus: 'ACTIVE' as const })),
      ...(TableClass && { TableClassSummary: { TableClass } }),
      SSEDescription: encrypted(SSESpecification),
    } as TableDescription;
    for (const { Key = '', Value = '' } of input.Tags ?? []) this.tags[Key] = Value;
    if (input.ResourcePolicy !== undefined) this.#attach(input.ResourcePolicy);
    this.#pending = this.#reads;
    return {};
  }

  protected onDescribeTable(): object {
    if (this.description && this.#pending-- <= 0) this.description.TableStatus = 'ACTIVE';
    return { Table: structuredClone(this.description) };
  }

  /** A search of a table without items. */
  protected onSearchVectors(): object {
    return { Items: [] };
  }

  protected onUpdateTable(input: UpdateTableCommandInput): object {
    const { TableName: _, GlobalSecondaryIndexUpdates: updates = [], AttributeDefinitions, ...own } = input;
    const table = this.description as Record<string, unknown> & TableDescription;
    if (table.TableStatus !== 'ACTIVE') throw fault('ResourceInUseException');
    if (Object.keys(own).length === 0 && updates.length === 0) throw fault('ValidationException', 'nothing to change');
    for (const [name, value] of Object.entries(own)) this.#set(table, name, value);
    for (const { Create, Update } of updates) {
      const indexes = table.GlobalSecondaryIndexes ?? [];
      if (Create) indexes.push({ WarmThroughput: onDemandWarm, ...Create, IndexStatus: 'ACTIVE' } as never);
      table.GlobalSecondaryIndexes = indexes;
      const index = indexes.find(({ IndexName }) => IndexName === Update?.IndexName);
      for (const [name, value] of Object.entries(Update ?? {}))
        if (name !== 'IndexName') this.#set(index as never, name, value);
    }
    if (AttributeDefinitions) table.AttributeDefinitions = AttributeDefinitions;
    table.TableStatus = 'UPDATING';
    this.#pending = this.#reads;
    return {};
  }

  #set(owner: Record<string, unknown>, name: string, value: unknown): void {
    if (name === 'BillingMode') {
      owner['BillingModeSummary'] = { BillingMode: value };
      if (value === 'PAY_PER_REQUEST') owner['ProvisionedThroughput'] = undefined;
    } else if (name === 'TableClass') owner['TableClassSummary'] = { TableClass: value };
    else if (name === 'SSESpecification') owner['SSEDescription'] = encrypted(value as never);
    else if (name === 'WarmThroughput') {
      const [before, next] = [owner[name], value] as [WarmThroughput, WarmThroughput];
      for (const part of Object.keys(next) as (keyof WarmThroughput)[])
        if ((next[part] ?? 0) <= (before[part] ?? 0)) throw fault('ValidationException', 'warm throughput only grows');
      owner[name] = { ...before, ...next };
    } else if (name === 'OnDemandThroughput') {
      if ((this.description?.BillingModeSummary?.BillingMode ?? 'PROVISIONED') !== 'PAY_PER_REQUEST')
        throw fault('ValidationException', 'a maximum needs billing on demand');
      owner[name] = { ...(owner[name] as OnDemandThroughput), ...(value as OnDemandThroughput) };
    } else owner[name] = value;
  }

  protected onDeleteTable(): object {
    if (this.description?.DeletionProtectionEnabled)
      throw fault('ValidationException', 'Resource cannot be deleted as it is currently protected against deletion.');
    this.description = undefined;
    return {};
  }

  protected onListTagsOfResource(): object {
    return { Tags: Object.entries(this.tags).map(([Key, Value]) => ({ Key, Value })) };
  }

  protected onTagResource({
    Tags,
  }: {
    readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
  }): void {
    for (const { Key, Value } of Tags) this.tags[Key] = Value;
  }

  protected onDescribeContinuousBackups(): object {
    const PointInTimeRecoveryDescription = this.recovery
      ? { PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: this.recovery.days }
      : { PointInTimeRecoveryStatus: 'DISABLED' };
    return { ContinuousBackupsDescription: { PointInTimeRecoveryDescription } };
  }

  protected onUpdateContinuousBackups(input: {
    readonly PointInTimeRecoverySpecification: { readonly RecoveryPeriodInDays?: number };
  }): void {
    this.recovery = { days: input.PointInTimeRecoverySpecification.RecoveryPeriodInDays ?? 35 };
  }

  protected onDescribeTimeToLive(): object {
    const on = { TimeToLiveStatus: 'ENABLED', AttributeName: this.timeToLive };
    return { TimeToLiveDescription: this.timeToLive === undefined ? { TimeToLiveStatus: 'DISABLED' } : on };
  }

  protected onUpdateTimeToLive(input: { readonly TimeToLiveSpecification: { readonly AttributeName: string } }): void {
    if (this.timeToLive !== undefined) throw fault('ValidationException', 'TimeToLive is already enabled');
    this.timeToLive = input.TimeToLiveSpecification.AttributeName;
  }

  protected onDescribeContributorInsights(): object {
    return this.insights === undefined
      ? { ContributorInsightsStatus: 'DISABLED' }
      : { ContributorInsightsStatus: 'ENABLED', ContributorInsightsMode: this.insights };
  }

  protected onUpdateContributorInsights(input: { readonly ContributorInsightsMode: string }): void {
    this.insights = input.ContributorInsightsMode;
  }

  protected onGetResourcePolicy(): object {
    if (this.policy === undefined) throw fault('PolicyNotFoundException');
    return { Policy: this.policy.text, RevisionId: this.policy.revision };
  }

  protected onPutResourcePolicy(input: { readonly Policy: string; readonly ExpectedRevisionId: string }): void {
    const expected = this.policy?.revision ?? 'NO_POLICY';
    if (input.ExpectedRevisionId !== expected) throw fault('PolicyNotFoundException');
    this.#attach(input.Policy);
  }

  #attach(text: string): void {
    this.#revisions += 1;
    this.policy = { text, revision: String(this.#revisions) };
  }
}

function encrypted({ Enabled, KMSMasterKeyId }: SSESpecification = {}): object | undefined {
  if (Enabled !== true) return undefined;
  const KMSMasterKeyArn = KMSMasterKeyId ?? 'arn:aws:kms:eu-west-3:123456789012:key/of-aws';
  return { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn };
}
