import type { JsonValue } from '../values/attribute-type.ts';
import type { StoredDocument } from './stored-document.ts';

/** An item of a table of documents, with one text as its key, whatever the key attributes of the table are. */
export interface Row extends StoredDocument {
  id: string;
  /** The document as DynamoDB types. */
  document?: JsonValue | null;
  /** The document, if it is bytes that fit into one item. */
  content?: Uint8Array;
  /** Set if the deflated document is bytes and not JSON text. */
  kind?: 'bytes';
}

/** The attributes of a document without its text: enough to find its parts. */
export type RowHead = Pick<Row, 'id' | 'revision' | 'parts' | 'pending'>;

/** Names of the attributes of a head. */
export const headAttributes = ['id', 'revision', 'parts', 'pending'] as const;

/** Conversions between rows and the items of one table. */
export interface RowForm {
  /** Properties of the key of an item. */
  readonly keyProperties: readonly string[];
  /** Returns the key of an item, as its repository takes it. */
  toKey(id: string): unknown;
  /** Returns the text of a key or of the key of an item. */
  toId(item: unknown): string;
  toItem(row: Row): object;
  toRow<Stored extends object>(item: Stored): Stored & Pick<Row, 'id'>;
}

/** Items whose key is one text. */
export const linkForm: RowForm = {
  keyProperties: ['id'],
  toKey: (id) => id,
  toId: (item) => (typeof item === 'string' ? item : (item as Pick<Row, 'id'>).id),
  toItem: (row) => row,
  toRow: (item) => item as never,
};

/** Returns the text of the key of an entry: `'s'` and `'a'` → `1:sa`. */
export const entryId = (space: string, name: string): string => `${space.length}:${space}${name}`;

/** Returns the key of an entry. */
export function entryKey(id: string): { readonly space: string; readonly name: string } {
  const at = id.indexOf(':') + 1;
  const end = at + Number(id.slice(0, at - 1));
  return { space: id.slice(at, end), name: id.slice(end) };
}

/** Items whose key is a space and a name. */
export const entryForm: RowForm = {
  keyProperties: ['space', 'name'],
  toKey: entryKey,
  toId: (item) => {
    const { id, space, name } = item as Partial<Row> & ReturnType<typeof entryKey>;
    return id ?? entryId(space, name);
  },
  toItem: ({ id, ...rest }) => ({ ...entryKey(id), ...rest }),
  toRow: (item) => {
    const { space, name } = item as unknown as ReturnType<typeof entryKey>;
    return Object.assign(item, { id: entryId(space, name) });
  },
};
