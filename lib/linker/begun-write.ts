import { randomUUID } from 'node:crypto';
import type { CallOptions } from '../execution/executor.ts';
import { addTo } from '../expressions/change-operators.ts';
import { documentForm } from './document-forms.ts';
import type { Link } from './link.ts';
import type { NewDocument } from './link-store.ts';
import type { LinkTable } from './link-table.ts';
import { pendingText } from './pending-write.ts';

/** A document that is ready to be written by one item: whatever parts it has are stored. */
export interface BegunWrite {
  /** The item, but for the writes of others that have begun meanwhile. */
  readonly link: Link;
  /** What the table knows the write by; undefined where it has no parts. */
  readonly pending: string | undefined;
}

/**
 * Makes a document ready to be written.
 *
 * Parts are announced in the document's item, and stored under a revision that no reader knows yet: what a writer that
 * dies leaves can be found, and nobody reads it.
 */
export async function beginWrite(
  table: LinkTable,
  key: string,
  { text, expiresAt }: NewDocument,
  call: CallOptions,
): Promise<BegunWrite> {
  const { links, settings, keys } = table;
  const revision = randomUUID();
  const { fields, parts } = await documentForm(text, settings.native);
  const ends = expiresAt && { expiresAt };
  const link: Link = { id: key, revision, pending: new Set(), ...fields, ...ends };
  if (parts.length === 0) return { link, pending: undefined };
  const pending = pendingText({ revision, parts: parts.length, beganMs: settings.clock() });
  await links.upsert(key, { pending: addTo([pending]) }, call);
  const items = parts.map((bytes, index): Link => {
    return { id: keys.part(revision, index), bytes, of: key, pending: new Set(), ...ends };
  });
  await links.putMany(items, call);
  return { link, pending };
}
