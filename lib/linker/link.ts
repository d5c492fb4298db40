import { Attribute } from '../decorators/attribute.ts';
import { PartitionKey } from '../decorators/partition-key.ts';
import { Table } from '../decorators/table.ts';
import { TimeToLive } from '../decorators/time-to-live.ts';
import { type JsonValue, json, setOf } from '../values/attribute-type.ts';

/**
 * A document of a linker as it is stored: under its id, in one of four forms. What else lies in the table are the parts
 * of documents that are too large for one item.
 */
@Table('links')
@PartitionKey('id')
export class Link {
  /** A constant, because a minifier renames classes. */
  static readonly name: string = 'Link';

  /** The document's id; with what tells namespaces, and parts from documents, where there is need. */
  @Attribute(String) id!: string;
  /** The document as JSON text. */
  @Attribute(String, { optional: true }) data?: string;
  /** The document as DynamoDB's own types, where the linker is `native`. */
  @Attribute(json(), { optional: true, nullable: true }) document?: JsonValue | null;
  /** The text, deflated; of a part, its bytes. */
  @Attribute(Uint8Array, { optional: true }) bytes?: Uint8Array;
  /** In how many parts the deflated text is stored, under keys made of the revision. */
  @Attribute(Number, { optional: true }) parts?: number;
  /** Another with every write; absent where a first write has begun and not ended. */
  @Attribute(String, { optional: true }) revision?: string;
  /** The writes that have begun to store parts: `revision:parts:milliseconds`. */
  @Attribute(setOf(String)) pending!: Set<string>;
  /** Of a part: the key of its document. */
  @Attribute(String, { optional: true }) of?: string;
  @TimeToLive() expiresAt?: Date;
}
