import { flag, kind, optionRules, text } from '../errors/option-rules.ts';
import { isWhole } from '../errors/whole-number.ts';
import { testsFromJson } from '../models/query-arguments.ts';
import type { RepositoryContext } from '../repository/context.ts';
import { queryResults, scanResults } from '../repository/reads.ts';
import type { Results } from '../repository/results.ts';
import type { Explained, QueryBody, QueryPage } from './api-types.ts';
import { CallRecord } from './call-record.ts';
import { codeText } from './code-text.ts';
import { invalidRows, readRows } from './item-rows.ts';
import { jsonObject } from './one-item.ts';
import { type SparsePage, type SparsePageOptions, sparsePage } from './sparse-page.ts';
import type { StudioModel } from './studio-model.ts';

const defaultLimit = 50;
const maxLimit = 1_000;

const checkQuery = optionRules<QueryBody>({
  index: text,
  key: jsonObject,
  filter: jsonObject,
  descending: flag,
  limit: kind(`must be a whole number of 1 to ${maxLimit}`, (value) => isWhole(value, 1) && Number(value) <= maxLimit),
  cursor: text,
});

/** A query or scan of a model, with values instead of JSON. */
interface ModelRead {
  /** Undefined for a scan. */
  readonly key: unknown;
  readonly options: {
    readonly index?: string | undefined;
    readonly filter?: unknown;
    readonly descending?: boolean | undefined;
    readonly limit: number;
  };
}

function readOf({ schema }: StudioModel, body: QueryBody): ModelRead {
  checkQuery(body, schema.table.name, body.key === undefined ? 'scan' : 'query');
  const { index, key, filter, descending, limit = defaultLimit } = body;
  const isFiltered = filter !== undefined && Object.keys(filter).length > 0;
  return {
    key: key && testsFromJson(schema, key),
    options: {
      index,
      ...(isFiltered && { filter: testsFromJson(schema, filter) }),
      // A scan has no order.
      ...(key !== undefined && descending === true && { descending }),
      limit,
    },
  };
}

const resultsOf = <T extends object>(context: RepositoryContext<T>, key: unknown, options: object): Results<T> =>
  key === undefined ? scanResults(context, options) : queryResults(context, key, options);

/** Returns the request of a query or scan, its estimated cost, and its code. Sends nothing. */
export const explainQuery = async (model: StudioModel, body: QueryBody): Promise<Explained> =>
  explained(model, readOf(model, body));

async function explained(model: StudioModel, { key, options }: ModelRead): Promise<Explained> {
  const explanation = await resultsOf(model.context, key, options).explain();
  const { text: request, readUnits, writeUnits, warnings } = explanation;
  const isScan = key === undefined;
  const code = codeText(model, {
    result: '{ items, cursor }',
    method: isScan ? 'scan' : 'query',
    args: isScan ? [] : [key],
    options,
    end: '.page()',
  });
  return { request, estimatedReadUnits: readUnits, estimatedWriteUnits: writeUnits, warnings, code };
}

/** Reads one page of a query or scan. */
export async function queryModel(model: StudioModel, body: QueryBody): Promise<QueryPage> {
  const read = readOf(model, body);
  const record = new CallRecord();
  const context = record.contextOf(model.context);
  const began = performance.now();
  const { items, cursor } = await pageOf(model, context, read, { cursor: body.cursor, bytes: () => record.bytes });
  const milliseconds = performance.now() - began;
  return {
    items: readRows(model, items, record),
    invalid: invalidRows(model.schema, record),
    cursor,
    explained: await explained(model, read),
    readUnits: record.readUnits,
    milliseconds,
  };
}

/** Reads a page. If most items can be left out, reads until it has enough, or for a few seconds. */
function pageOf(
  { schema }: StudioModel,
  context: RepositoryContext,
  { key, options }: ModelRead,
  { cursor, bytes }: Pick<SparsePageOptions<object>, 'cursor' | 'bytes'>,
): Promise<SparsePage<object>> {
  const { limit, ...others } = options;
  const isSparse = options.filter !== undefined || (key === undefined && schema.entity !== undefined);
  if (!isSparse) return resultsOf(context, key, options).page({ cursor, limit });
  return sparsePage((pageSize) => resultsOf(context, key, { ...others, pageSize }), { cursor, limit, bytes });
}
