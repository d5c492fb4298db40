import { exists, notExists } from '../expressions/test-operators.ts';
import { maxFormBytes } from '../linker/document-bounds.ts';
import { DynamoReader } from '../linker/dynamo-reader.ts';
import type { Link } from '../linker/link.ts';
import { normalId } from '../linker/link-id.ts';
import { documentPlace, LinkKeys } from '../linker/link-keys.ts';
import { LinkTable } from '../linker/link-table.ts';
import { linkForm } from '../linker/row.ts';
import { Rows } from '../linker/rows.ts';
import { repositoryOf } from '../models/models.ts';
import type { RepositoryContext } from '../repository/context.ts';
import { getEntity } from '../repository/get-entity.ts';
import { scanResults } from '../repository/reads.ts';
import type { Json, LinkerDocument, LinkerPage, LinkerRow } from './api-types.ts';
import { CallRecord } from './call-record.ts';
import { invalidRows, readRows } from './item-rows.ts';
import { RefusedCall } from './problems.ts';
import { sparsePage } from './sparse-page.ts';
import type { StudioModel } from './studio-model.ts';

/** Documents of a page. */
const pageLength = 50;

function refuseOthers({ name, kind }: StudioModel): void {
  if (kind !== 'linker') throw new RefusedCall(404, 'studio.notFound', `${name} is no linker.`);
}

/** Lists the documents of all namespaces whose ids begin with a prefix. */
export async function listDocuments(
  model: StudioModel,
  prefix: string,
  cursor: string | undefined,
): Promise<LinkerPage> {
  refuseOthers(model);
  const record = new CallRecord();
  const context = record.contextOf(model.context) as unknown as RepositoryContext<Link>;
  // The other items of the table are parts, and writes that are not complete.
  const options = { filter: { of: notExists(), revision: exists() }, consistent: true };
  const page = await sparsePage((pageSize) => scanResults(context, { ...options, pageSize }), {
    limit: pageLength,
    cursor,
    bytes: () => record.bytes,
    keep: ({ id }) => documentPlace(id)?.id.startsWith(prefix) === true,
  });
  const rows = readRows(model, page.items, record);
  const documents = page.items.map((link, at) => documentRow(context, link, rows[at]?.bytes ?? 0));
  const invalid = invalidRows(model.schema, record);
  return {
    documents: await Promise.all(documents),
    invalid,
    ...(page.cursor !== undefined && { cursor: page.cursor }),
  };
}

async function documentRow(context: RepositoryContext<Link>, link: Link, ownBytes: number): Promise<LinkerRow> {
  const { id: key, parts = 0, revision = '', expiresAt } = link;
  const { namespace, id } = documentPlace(key) ?? { namespace: '', id: key };
  return {
    id,
    ...(namespace !== '' && { namespace }),
    bytes:
      ownBytes + (parts > 0 ? await partBytes(context, new LinkKeys(namespace).part(revision, parts - 1), parts) : 0),
    parts: Math.max(parts, 1),
    ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
  };
}

/** Returns the bytes of all parts of a document. All of them are full, except the last one. */
async function partBytes(context: RepositoryContext<Link>, last: string, parts: number): Promise<number> {
  const part = await getEntity(context, last, {});
  return (parts - 1) * maxFormBytes + (part?.bytes?.byteLength ?? 0);
}

/**
 * Reads one document. The linker of the module is not called: it would create its table, or add to it what is missing.
 *
 * @throws InvalidItemError `item.unreadable` if the document is damaged
 */
export async function readDocument(model: StudioModel, id: string, namespace: string): Promise<LinkerDocument> {
  refuseOthers(model);
  const rows = new Rows(repositoryOf(model, model.context.executor.client), linkForm);
  const keys = new LinkKeys(namespace);
  const settings = { keys, native: false, clock: Date.now, onInvalidItem: undefined, rowsWith: () => rows };
  const documents = new DynamoReader(new LinkTable(rows, settings)).each([normalId(id)], { consistent: true });
  for await (const [, found] of documents) if (found !== undefined) return { id, document: found.document as Json };
  return { id };
}
