import { ConfigurationError } from '../errors/configuration-error.ts';
import { RequestRecorder } from '../execution/request-recorder.ts';
import type { ActionName } from '../operations/action.ts';
import { indexUnitsOfDelete, writeUnitsOf } from '../operations/index-units.ts';
import { assumedBytes, type CapacityUnits, type ItemSizes, readItems } from '../operations/request-units.ts';
import { readBatch } from './batch-reads.ts';
import { deleteBatch, putBatch } from './batches.ts';
import type { RepositoryContext } from './context.ts';
import { deletePartition } from './delete-partition.ts';
import { warningsOfCall } from './explain-warnings.ts';
import { type ExplainedMethod, type Explanation, explanationOf } from './explanation.ts';
import { getEntity } from './get-entity.ts';
import { loadItem } from './load.ts';
import { noOptions } from './option-checks.ts';
import { sendRaw } from './raw.ts';
import { searchItems } from './search.ts';
import { writeEntity } from './writes.ts';

/** Does a call with the arguments of a method. */
type Call = (context: RepositoryContext, args: readonly never[]) => Promise<unknown>;

const put =
  (name: ActionName): Call =>
  (context, [item, options]) =>
    writeEntity(context, name, { item, options });

const change =
  (name: ActionName): Call =>
  (context, [key, changes, options]) =>
    writeEntity(context, name, { key, changes, options });

const byKey =
  (name: ActionName): Call =>
  (context, [key, options]) =>
    writeEntity(context, name, { key, options });

const get: Call = (context, [key, options = noOptions]) => getEntity(context, key, options);

/** Rejected by batches, as an absent argument is. */
const none = undefined as never;

/** All requests of a batch are recorded, and not only those that are sent at the same time. */
const atOnce = (options: object | undefined): object => ({ ...options, concurrency: Number.MAX_SAFE_INTEGER });

/** The methods of a repository, without the reading of responses. */
const calls: Readonly<Record<ExplainedMethod, Call>> = {
  create: put('create'),
  put: put('put'),
  update: change('update'),
  upsert: change('upsert'),
  delete: byKey('delete'),
  deleteIfExists: byKey('deleteIfExists'),
  restore: byKey('restore'),
  purge: byKey('purge'),
  get,
  getOrThrow: get,
  exists: (context, [key, options = {}]) => getEntity(context, key, { ...options, select: [context.schema.key.first] }),
  getMany: (context, [keys = none, options]) => readBatch(context, keys, atOnce(options)),
  load: (context, [key, options = noOptions]) => loadItem(context, key, options),
  putMany: (context, [items = none, options]) => putBatch(context, items, atOnce(options)),
  deleteMany: (context, [keys = none, options]) => deleteBatch(context, keys, atOnce(options)),
  deletePartition: (context, [key, options = noOptions]) => deletePartition(context, key, options),
  search: (context, [vector, options = none]) => searchItems(context, vector, options),
  raw: (context, [operation, build, options]) => sendRaw(context, operation as never, build as never, options),
};

/** Explains a call of a method, without sending its requests. */
export async function explainCall(
  context: RepositoryContext,
  method: ExplainedMethod,
  args: readonly unknown[],
): Promise<Explanation> {
  const { schema, executor } = context;
  if (!Object.hasOwn(calls, method))
    throw new ConfigurationError(
      `${schema.table.name}: explain() has no method '${String(method)}'; its methods are ${Object.keys(calls).join(', ')}, and the results of a query or scan have an explain() of their own`,
    );
  const recorder = new RequestRecorder();
  const recording: RepositoryContext = { ...context, executor: recorder.executorOf(executor), isExplained: true };
  const requests = await recorder.record(() => calls[method](recording, args as never[]));
  const deleted = (sizes: ItemSizes): CapacityUnits => {
    const bytes = assumedBytes(sizes);
    const each = writeUnitsOf(bytes) + indexUnitsOfDelete(schema, bytes);
    return { readUnits: 0, writeUnits: readItems(requests[0]?.input ?? {}, sizes) * each };
  };
  return explanationOf({
    operation: method,
    schema,
    requests,
    warnings: warningsOfCall(schema, method, requests),
    sizes: {},
    later: method === 'deletePartition' ? deleted : undefined,
  });
}
