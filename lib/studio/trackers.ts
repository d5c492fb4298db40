import { AnnotableError } from '../errors/annotable-error.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { filledText, flag, kind, optionRules } from '../errors/option-rules.ts';
import { isWhole } from '../errors/whole-number.ts';
import { explainCall } from '../repository/explain-call.ts';
import { queryResults } from '../repository/reads.ts';
import { checkStatus, findStale, listByStatus } from '../status/listing.ts';
import { redriveRequest as redrive } from '../status/redriving.ts';
import { findStatus, type StatusContext } from '../status/status-context.ts';
import type { StatusRecord } from '../status/status-record.ts';
import type { Explained, OneItem, RedriveBody, TrackerCounts, TrackerPage } from './api-types.ts';
import { CallRecord } from './call-record.ts';
import { codeText } from './code-text.ts';
import { conflict } from './expected-write.ts';
import { encodedItem, invalidRows, itemRow, wholeRow } from './item-rows.ts';
import { currentItem } from './one-item.ts';
import { RefusedCall } from './problems.ts';
import type { StudioModel, TrackerObject } from './studio-model.ts';

/** Requests of a page. */
const pageSize = 50;

const checkRedrive = optionRules<RedriveBody>({
  requestId: filledText,
  version: kind('must be a whole number', (value) => isWhole(value, 0)),
  explain: flag,
});

/** Returns the tracker of a model. */
function trackerOf({ name, tracker }: StudioModel): TrackerObject {
  if (tracker !== undefined) return tracker;
  throw new RefusedCall(404, 'studio.notFound', `${name} is no tracker.`);
}

/**
 * Reads requests with the settings of the tracker. The tracker itself would fail for the first request that it can't
 * read.
 */
async function readRequests(
  model: StudioModel,
  read: (context: StatusContext) => Promise<{ readonly items: StatusRecord[]; readonly cursor?: string | undefined }>,
): Promise<TrackerPage> {
  const tracker = trackerOf(model);
  const record = new CallRecord();
  const context = record.contextOf(model.context);
  const query = (key: unknown, options: object): unknown => queryResults(context, key, options);
  const records = { table: tracker.table, schema: model.schema, query } as unknown as StatusContext['records'];
  const { items, cursor } = await read({ ...statusOf(tracker), records });
  return {
    requests: items.map((each) => itemRow(model, each, encodedItem(model.schema, each))),
    invalid: invalidRows(model.schema, record),
    cursor,
  };
}

/** Lists the requests with a status, newest change first. */
export const requestsByStatus = (
  model: StudioModel,
  status: string,
  cursor: string | undefined,
): Promise<TrackerPage> =>
  readRequests(model, (context) => {
    checkStatus(context, status);
    return listByStatus(context, status, { limit: pageSize, cursor });
  });

/** Lists the open requests that no worker has, or whose lease has ended. */
export const staleRequests = (model: StudioModel): Promise<TrackerPage> =>
  readRequests(model, async (context) => ({ items: await findStale(context, {}) }));

/** Counts the requests of each status. */
export const requestCounts = (model: StudioModel): Promise<TrackerCounts> => trackerOf(model).counts();

/** Returns the settings and the statuses of a tracker. */
function statusOf(tracker: TrackerObject): StatusContext {
  const context = findStatus(tracker);
  if (context !== undefined) return context;
  throw new ConfigurationError('the tracker is of another version of annotable; use one version in the whole program');
}

/** Starts a failed or canceled request again, unless it has changed since the page showed it. */
export async function redriveRequest(model: StudioModel, body: RedriveBody): Promise<OneItem> {
  checkRedrive(body, model.schema.table.name, 'redrive');
  const { requestId, version, explain } = body;
  const tracker = trackerOf(model);
  const explained = await explainedRedrive(model, tracker, requestId, { version });
  if (explain === true) return { explained };
  try {
    const record = await tracker.redrive(requestId, { version });
    return { item: wholeRow(model, record, encodedItem(model.schema, record)), explained };
  } catch (error) {
    if (!AnnotableError.is(error) || error.code !== 'condition.versionConflict') throw error;
    const current = await currentItem(model, requestId);
    throw conflict('the request has changed', current && wholeRow(model, current.entity, current.stored));
  }
}

/** Returns the update of a redrive, its cost, and its code. Sends nothing. */
async function explainedRedrive(
  model: StudioModel,
  tracker: TrackerObject,
  requestId: string,
  options: Pick<RedriveBody, 'version'>,
): Promise<Explained> {
  const args = await updateOfRedrive(tracker, requestId, options);
  const { text: request, readUnits, writeUnits, warnings } = await explainCall(model.context, 'update', args);
  const code = codeText(model, { result: 'request', method: 'redrive', args: [requestId], options });
  return { request, estimatedReadUnits: readUnits, estimatedWriteUnits: writeUnits, warnings, code };
}

/** Returns the arguments of the update that a redrive does, by the settings of the tracker. */
async function updateOfRedrive(
  tracker: TrackerObject,
  requestId: string,
  options: Pick<RedriveBody, 'version'>,
): Promise<readonly unknown[]> {
  const context = statusOf(tracker);
  let args: readonly unknown[] = [];
  const unsent = new Error('an explanation sends nothing');
  const update = async (...given: readonly unknown[]): Promise<never> => {
    args = given;
    throw unsent;
  };
  const records = { table: tracker.table, update } as unknown as StatusContext['records'];
  await redrive({ ...context, records }, requestId, options).catch((error: unknown) => {
    if (error !== unsent) throw error;
  });
  return args;
}
