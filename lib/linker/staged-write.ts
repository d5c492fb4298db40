import { randomUUID } from 'node:crypto';
import type { CallOptions } from '../execution/executor.ts';
import { addTo } from '../expressions/change-operators.ts';
import type { DocumentForm } from './document-forms.ts';
import type { LinkTable } from './link-table.ts';
import { publicCause, undefinedIfDamaged } from './partial-failure.ts';
import { pendingText } from './pending-write.ts';
import type { Row, RowHead } from './row.ts';

/** A document in its stored form, with its key. */
export interface FormedDocument {
  readonly key: string;
  readonly form: DocumentForm;
  readonly expiresAt: Date | undefined;
}

/** A document that one more item completes. Its parts are stored already. */
export interface StagedWrite {
  readonly row: Row;
  /** The announcement in the table, and the head before it. Undefined if the document has no parts. */
  readonly announced: { readonly pending: string; readonly before: RowHead } | undefined;
}

/** Returns the item of a document, with a new revision. */
export function rowOf({ key, form, expiresAt }: FormedDocument): Row {
  return { id: key, revision: randomUUID(), pending: new Set(), ...form.fields, ...(expiresAt && { expiresAt }) };
}

/**
 * Prepares the write of a document: stores its parts.
 *
 * Parts are announced in the item of the document before they are stored. Their keys contain a revision that no reader
 * knows yet. If the writer dies, `sweep()` finds the parts, and no reader reads them.
 */
export async function stageWrite(table: LinkTable, document: FormedDocument, call: CallOptions): Promise<StagedWrite> {
  const { rows, settings, keys } = table;
  const { key, form, expiresAt } = document;
  const row = rowOf(document);
  const { revision = '' } = row;
  if (form.parts.length === 0) return { row, announced: undefined };
  const pending = pendingText({ revision, parts: form.parts.length, beganMs: settings.clock() });
  const before = await rows.upsert(key, { pending: addTo([pending]) }, call).catch(async (error) => {
    // The announcement succeeded, but the document before it can't be read. Its head can.
    undefinedIfDamaged(error);
    return (await table.heads([key], call)).get(key) ?? { id: key, pending: new Set<string>() };
  });
  const parts = form.parts.map((bytes, index): Row => {
    return { id: keys.part(revision, index), bytes, of: key, pending: new Set(), ...(expiresAt && { expiresAt }) };
  });
  try {
    await rows.putMany(parts, call);
  } catch (error) {
    throw publicCause(error, call.timeoutMs);
  }
  return { row, announced: { pending, before } };
}
