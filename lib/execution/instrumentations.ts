import { type Channel, channel } from 'node:diagnostics_channel';
import { processWide } from '../process-wide.ts';
import type { DynamoDBClient, DynamoDBDocumentClient } from '../sdk-types.ts';

/** One call of a method of a repository, a transaction, or a collection, before it sends anything. */
export interface OperationStart {
  /** The name of the method. `query` and `scan` for each reading of their results. */
  readonly operation: string;
  /** The name of the table, or the names of several tables with commas. */
  readonly table: string;
  /** The index that is read. Undefined for the table. */
  readonly index: string | undefined;
  /** The stored name of the entity, if it shares its table with others, and if the operation is of one entity. */
  readonly entity: string | undefined;
}

/** What one call did and cost. */
export interface OperationReport extends OperationStart {
  /** Milliseconds until its end. For query and scan results, without the time between the pages. */
  readonly durationMs: number;
  /** Number of requests, such as the pages of a query or the calls of a batch. */
  readonly requests: number;
  /** Number of times that requests were sent, with the retries of the client. */
  readonly attempts: number;
  /** Number of items that the requests wrote or deleted. For a read, the number of items in the responses. */
  readonly items: number;
  /** Read capacity units of all requests. */
  readonly readUnits: number;
  /** Write capacity units of all requests. */
  readonly writeUnits: number;
  /** Bytes of all searches of vector indexes, which DynamoDB charges instead of units. */
  readonly vectorSearchBytes: number;
  /** Bytes of all writes to vector indexes, which DynamoDB charges besides the units. */
  readonly vectorWriteBytes: number;
  /** The error that the call throws. Undefined after a success. */
  readonly error: unknown;
}

/** The client that sends the requests. Undefined for the client of the environment. */
export type ObservedClient = DynamoDBClient | DynamoDBDocumentClient | undefined;

/** A running operation, as an instrumentation follows it. */
export interface FollowedOperation {
  /** Calls a function that does a part of the operation, and returns its result. */
  run<Result>(work: () => Result): Result;
  end(report: OperationReport): void;
}

/** Follows all operations. Returns undefined for an operation that it doesn't follow. */
export type Instrumentation = (start: OperationStart, client: ObservedClient) => FollowedOperation | undefined;

/** The instrumentations of the process, of all copies of this package. */
export const instrumentations: Instrumentation[] = processWide('instrumentations', () => []);

/** Publishes an `OperationReport` at the end of each operation. */
export const operationChannel: Channel = channel('annotable:operation');
