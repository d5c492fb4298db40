import type { Attributes } from '@opentelemetry/api';
import { AnnotableError } from '../errors/annotable-error.ts';
import type { OperationReport, OperationStart } from '../execution/instrumentations.ts';
import { isError } from '../values/kinds.ts';

/** Operations that only read. Their items are the returned rows. */
const reads: ReadonlySet<string> = new Set(['get', 'getMany', 'load', 'query', 'readTransaction', 'scan', 'search']);

/** The attributes that are known at the start, so that samplers can use them. */
export function startAttributes({ operation, table, index, entity }: OperationStart): Attributes {
  const tables = table.split(', ');
  return {
    'db.system.name': 'aws.dynamodb',
    'db.operation.name': operation,
    ...(tables.length === 1 && { 'db.collection.name': table }),
    'aws.dynamodb.table_names': tables,
    ...(index !== undefined && { 'aws.dynamodb.index_name': index }),
    ...(entity !== undefined && { 'annotable.entity': entity }),
  };
}

/** The attributes that are known at the end. */
export function reportAttributes(report: OperationReport): Attributes {
  const { operation, requests, attempts, items, error } = report;
  return {
    'annotable.requests': requests,
    'annotable.attempts': attempts,
    ...(reads.has(operation) ? { 'db.response.returned_rows': items } : { 'annotable.written_items': items }),
    ...capacity(report),
    ...errorAttributes(error),
  };
}

/** The sum of the responses, in the form of one response. */
function capacity({ readUnits, writeUnits, vectorSearchBytes, vectorWriteBytes }: OperationReport): Attributes {
  if (readUnits + writeUnits + vectorSearchBytes + vectorWriteBytes === 0) return {};
  const sum = {
    CapacityUnits: readUnits + writeUnits,
    ReadCapacityUnits: readUnits,
    WriteCapacityUnits: writeUnits,
    ...(vectorSearchBytes > 0 && { VectorSearchRequestBytes: vectorSearchBytes }),
    ...(vectorWriteBytes > 0 && { VectorWriteRequestBytes: vectorWriteBytes }),
  };
  return { 'aws.dynamodb.consumed_capacity': [JSON.stringify(sum)] };
}

/** `error.type` is the code of an error of this package, or else the name of the error. */
export function errorAttributes(error: unknown): Attributes {
  if (error === undefined) return {};
  const status = serviceCode(error);
  return {
    'error.type': AnnotableError.is(error) ? error.code : isError(error) ? error.name : '_OTHER',
    ...(status !== undefined && { 'db.response.status_code': status }),
  };
}

/** The name of the exception of DynamoDB that an error is, or has as its cause. */
function serviceCode(error: unknown): string | undefined {
  for (let each = error; isError(each); each = each.cause) if ('$fault' in each) return each.name;
  return undefined;
}
