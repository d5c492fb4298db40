import { exists, notExists } from '../expressions/test-operators.ts';
import { maxFormBytes } from '../linker/document-bounds.ts';
import type { Link } from '../linker/link.ts';
import { documentPlace, LinkKeys } from '../linker/link-keys.ts';
import type { RepositoryContext } from '../repository/context.ts';
import { getEntity } from '../repository/get-entity.ts';
import { scanResults } from '../repository/reads.ts';
import type { Json, LinkerDocument, LinkerPage, LinkerRow } from './api-types.ts';
import { CallRecord } from './call-record.ts';
import { readRows } from './item-rows.ts';
import type { LinkerObject } from './linker-objects.ts';
import { RefusedCall } from './problems.ts';
import { sparsePage } from './sparse-page.ts';
import type { StudioModel } from './studio-model.ts';

/** Documents of a page. */
const pageLength = 50;

function linkerOf({ name, linker }: StudioModel): LinkerObject {
  if (linker !== undefined) return linker;
  throw new RefusedCall(404, 'studio.notFound', `${name} is no linker.`);
}

/** Lists the documents of all namespaces whose ids begin with a prefix. */
export async function listDocuments(
  model: StudioModel,
  prefix: string,
  cursor: string | undefined,
): Promise<LinkerPage> {
  linkerOf(model);
  const record = new CallRecord();
  const context = record.contextOf(model.context) as unknown as RepositoryContext<Link>;
  // The other items of the table are parts, and writes that are not complete.
  const options = { filter: { of: notExists(), revision: exists() }, consistent: true };
  const page = await sparsePage((pageSize) => scanResults(context, { ...options, pageSize }), {
    limit: pageLength,
    cursor,
    keep: ({ id }) => documentPlace(id)?.id.startsWith(prefix) === true,
  });
  const rows = readRows(model.schema, page.items, record);
  const documents = page.items.map((link, at) => documentRow(context, link, rows[at]?.bytes ?? 0));
  return { documents: await Promise.all(documents), ...(page.cursor !== undefined && { cursor: page.cursor }) };
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

/** Reads one document. */
export async function readDocument(model: StudioModel, id: string, namespace: string): Promise<LinkerDocument> {
  const entry = await linkerOf(model).namespace(namespace).getEntry(id);
  return { id, ...(entry && { document: entry.document as Json }) };
}
