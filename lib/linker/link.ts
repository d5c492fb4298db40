import { Attribute } from '../decorators/attribute.ts';
import { PartitionKey } from '../decorators/partition-key.ts';
import { Table } from '../decorators/table.ts';
import { type JsonValue, json } from '../values/attribute-type.ts';
import { StoredDocument } from './stored-document.ts';

/**
 * A stored document of a linker, in one of four forms: `data`, `document`, `bytes`, or `parts`. The other items of the
 * table are parts of documents that are too large for one item.
 */
@Table('links')
@PartitionKey('id')
export class Link extends StoredDocument {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'Link';

  /** The id of the document. In a namespace and for a part, the id with a prefix. */
  @Attribute(String) id!: string;
  /** The document as DynamoDB types, if the linker is `native`. */
  @Attribute(json(), { optional: true, nullable: true }) document?: JsonValue | null;
}
