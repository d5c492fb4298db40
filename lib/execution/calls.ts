import type * as sdk from '../sdk-types.ts';
import type { ResponseItem } from './lanes/decoded-item.ts';

/** The API calls of this package, each with the types of its input and output. */
export interface Calls {
  BatchExecuteStatement: {
    input: sdk.BatchExecuteStatementCommandInput;
    output: sdk.BatchExecuteStatementCommandOutput;
  };
  BatchGetItem: { input: sdk.BatchGetItemCommandInput; output: sdk.BatchGetItemCommandOutput };
  BatchWriteItem: { input: sdk.BatchWriteItemCommandInput; output: sdk.BatchWriteItemCommandOutput };
  CreateTable: { input: sdk.CreateTableCommandInput; output: sdk.CreateTableCommandOutput };
  DeleteItem: { input: sdk.DeleteItemCommandInput; output: sdk.DeleteItemCommandOutput };
  DeleteTable: { input: sdk.DeleteTableCommandInput; output: sdk.DeleteTableCommandOutput };
  DescribeContinuousBackups: {
    input: sdk.DescribeContinuousBackupsCommandInput;
    output: sdk.DescribeContinuousBackupsCommandOutput;
  };
  DescribeContributorInsights: {
    input: sdk.DescribeContributorInsightsCommandInput;
    output: sdk.DescribeContributorInsightsCommandOutput;
  };
  DescribeTable: { input: sdk.DescribeTableCommandInput; output: sdk.DescribeTableCommandOutput };
  GetItem: { input: sdk.GetItemCommandInput; output: sdk.GetItemCommandOutput };
  GetResourcePolicy: { input: sdk.GetResourcePolicyCommandInput; output: sdk.GetResourcePolicyCommandOutput };
  ListTagsOfResource: { input: sdk.ListTagsOfResourceCommandInput; output: sdk.ListTagsOfResourceCommandOutput };
  PutItem: { input: sdk.PutItemCommandInput; output: sdk.PutItemCommandOutput };
  PutResourcePolicy: { input: sdk.PutResourcePolicyCommandInput; output: sdk.PutResourcePolicyCommandOutput };
  Query: { input: sdk.QueryCommandInput; output: sdk.QueryCommandOutput };
  TagResource: { input: sdk.TagResourceCommandInput; output: sdk.TagResourceCommandOutput };
  UpdateContinuousBackups: {
    input: sdk.UpdateContinuousBackupsCommandInput;
    output: sdk.UpdateContinuousBackupsCommandOutput;
  };
  UpdateContributorInsights: {
    input: sdk.UpdateContributorInsightsCommandInput;
    output: sdk.UpdateContributorInsightsCommandOutput;
  };
  UpdateItem: { input: sdk.UpdateItemCommandInput; output: sdk.UpdateItemCommandOutput };
  UpdateTable: { input: sdk.UpdateTableCommandInput; output: sdk.UpdateTableCommandOutput };
  DescribeTimeToLive: { input: sdk.DescribeTimeToLiveCommandInput; output: sdk.DescribeTimeToLiveCommandOutput };
  ExecuteStatement: { input: sdk.ExecuteStatementCommandInput; output: sdk.ExecuteStatementCommandOutput };
  ExecuteTransaction: { input: sdk.ExecuteTransactionCommandInput; output: sdk.ExecuteTransactionCommandOutput };
  Scan: { input: sdk.ScanCommandInput; output: sdk.ScanCommandOutput };
  SearchVectors: { input: sdk.SearchVectorsCommandInput; output: sdk.SearchVectorsCommandOutput };
  TransactGetItems: { input: sdk.TransactGetItemsCommandInput; output: sdk.TransactGetItemsCommandOutput };
  TransactWriteItems: { input: sdk.TransactWriteItemsCommandInput; output: sdk.TransactWriteItemsCommandOutput };
  UpdateTimeToLive: { input: sdk.UpdateTimeToLiveCommandInput; output: sdk.UpdateTimeToLiveCommandOutput };
}

/** Outputs of the reads whose items may be decoded directly from the response. */
export interface Reads {
  BatchGetItem: Omit<sdk.BatchGetItemCommandOutput, 'Responses'> & { Responses?: Record<string, ResponseItem[]> };
  Query: Omit<sdk.QueryCommandOutput, 'Items'> & { Items?: ResponseItem[] };
  Scan: Omit<sdk.ScanCommandOutput, 'Items'> & { Items?: ResponseItem[] };
}
