import { randomUUID } from 'node:crypto';
import type { CallOptions } from '../execution/executor.ts';
import { addTo } from '../expressions/change-operators.ts';
import type { DocumentForm } from './document-forms.ts';
import type { Link } from './link.ts';
import type { LinkHead, LinkTable } from './link-table.ts';
import { publicCause, undefinedIfDamaged } from './partial-failure.ts';
import { pendingText } from './pending-write.ts';

/** A document in the form that it is stored in, under its key. */
export interface FormedDocument {
  readonly key: string;
  readonly form: DocumentForm;
  readonly expiresAt: Date | undefined;
}

/** A document that is ready to be written by one item: whatever parts it has are stored. */
export interface BegunWrite {
  readonly link: Link;
  /** What the table knows the write by, and what was there when it was announced; undefined where it has no parts. */
  readonly announced: { readonly pending: string; readonly before: LinkHead } | undefined;
}

/** The item of a document, under a revision of its own. */
export function linkOf({ key, form, expiresAt }: FormedDocument): Link {
  return { id: key, revision: randomUUID(), pending: new Set(), ...form.fields, ...(expiresAt && { expiresAt }) };
}

/**
 * Makes a document ready to be written.
 *
 * Parts are announced in the document's item, and stored under a revision that no reader knows yet: what a writer that
 * dies leaves can be found, and nobody reads it.
 */
export async function beginWrite(table: LinkTable, document: FormedDocument, call: CallOptions): Promise<BegunWrite> {
  const { links, settings, keys } = table;
  const { key, form, expiresAt } = document;
  const link = linkOf(document);
  const { revision = '' } = link;
  if (form.parts.length === 0) return { link, announced: undefined };
  const pending = pendingText({ revision, parts: form.parts.length, beganMs: settings.clock() });
  const before = await links.upsert(key, { pending: addTo([pending]) }, call).catch(async (error) => {
    // Announced, over a document that can't be read: what it is known by can.
    undefinedIfDamaged(error);
    return (await table.heads([key], call)).get(key) ?? { id: key, pending: new Set<string>() };
  });
  const parts = form.parts.map((bytes, index): Link => {
    return { id: keys.part(revision, index), bytes, of: key, pending: new Set(), ...(expiresAt && { expiresAt }) };
  });
  try {
    await links.putMany(parts, call);
  } catch (error) {
    throw publicCause(error, call.timeoutMs);
  }
  return { link, announced: { pending, before } };
}
