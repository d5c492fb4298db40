import { Attribute } from '../decorators/attribute.ts';
import { PartitionKey } from '../decorators/partition-key.ts';
import { Table } from '../decorators/table.ts';
import { TimeToLive } from '../decorators/time-to-live.ts';
import { type JsonValue, json, setOf } from '../values/attribute-type.ts';

/**
 * A stored document of a linker, in one of four forms: `data`, `document`, `bytes`, or `parts`. The other items of the
 * table are parts of documents that are too large for one item.
 */
@Table('links')
@PartitionKey('id')
export class Link {
  /** A constant, because a minifier renames classes. */
  static readonly name: string = 'Link';

  /** The id of the document. In a namespace and for a part, the id with a prefix. */
  @Attribute(String) id!: string;
  /** The document as JSON text. */
  @Attribute(String, { optional: true }) data?: string;
  /** The document as DynamoDB types, if the linker is `native`. */
  @Attribute(json(), { optional: true, nullable: true }) document?: JsonValue | null;
  /** The deflated text. In a part, the bytes of the part. */
  @Attribute(Uint8Array, { optional: true }) bytes?: Uint8Array;
  /** Number of parts of the deflated text. The keys of the parts contain the revision. */
  @Attribute(Number, { optional: true }) parts?: number;
  /** Id of the write that stored the document: each write has its own. Absent if the first write is not complete. */
  @Attribute(String, { optional: true }) revision?: string;
  /** Announced writes that store parts: `revision:parts:milliseconds`. */
  @Attribute(setOf(String)) pending!: Set<string>;
  /** In a part, the key of its document. */
  @Attribute(String, { optional: true }) of?: string;
  @TimeToLive() expiresAt?: Date;
}
