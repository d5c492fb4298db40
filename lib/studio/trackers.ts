import { filledText, optionRules } from '../errors/option-rules.ts';
import type { StatusRecord } from '../status/status-record.ts';
import type { ItemRow, OneItem, RedriveBody, TrackerCounts, TrackerPage } from './api-types.ts';
import { codeText } from './code-text.ts';
import { encodedItem, itemRow, wholeRow } from './item-rows.ts';
import { RefusedCall } from './problems.ts';
import type { StudioModel, TrackerObject } from './studio-model.ts';

/** Requests of a page. */
const pageSize = 50;

const checkRedrive = optionRules<RedriveBody>({ requestId: filledText });

/** Returns the tracker of a model. */
function trackerOf({ name, tracker }: StudioModel): TrackerObject {
  if (tracker !== undefined) return tracker;
  throw new RefusedCall(404, 'studio.notFound', `${name} is no tracker.`);
}

/** Lists the requests with a status, newest change first. */
export async function requestsByStatus(
  model: StudioModel,
  status: string,
  cursor: string | undefined,
): Promise<TrackerPage> {
  const page = await trackerOf(model).listByStatus(status, { limit: pageSize, cursor });
  return { requests: page.items.map((record) => requestRow(model, record)), cursor: page.cursor };
}

/** Lists the open requests that no worker has, or whose lease has ended. */
export async function staleRequests(model: StudioModel): Promise<TrackerPage> {
  const records = await trackerOf(model).findStale();
  return { requests: records.map((record) => requestRow(model, record)) };
}

/** Counts the requests of each status. */
export const requestCounts = (model: StudioModel): Promise<TrackerCounts> => trackerOf(model).counts();

/** Starts a failed or canceled request again. */
export async function redriveRequest(model: StudioModel, body: RedriveBody): Promise<OneItem> {
  checkRedrive(body, model.schema.table.name, 'redrive');
  const record = await trackerOf(model).redrive(body.requestId);
  const code = codeText(model, { result: 'request', method: 'redrive', args: [body.requestId] });
  const explained = { request: '', estimatedReadUnits: 0, estimatedWriteUnits: 1, warnings: [], code };
  return { item: wholeRow(model.schema, record, encodedItem(model.schema, record)), explained };
}

const requestRow = (model: StudioModel, record: StatusRecord): ItemRow =>
  itemRow(model.schema, record, encodedItem(model.schema, record));
