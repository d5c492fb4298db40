import { Attribute } from '../decorators/attribute.ts';
import { Enum } from '../decorators/enum.ts';
import { PartitionKey } from '../decorators/partition-key.ts';
import { SortKey } from '../decorators/sort-key.ts';
import { Table } from '../decorators/table.ts';
import { StoredDocument } from './stored-document.ts';

/**
 * A stored entry of a space, in one of four forms: `data`, `content`, `bytes`, or `parts`. The items of the partitions
 * whose keys begin with `annotable#parts#` are parts of entries that are too large for one item.
 */
@Table('spaces')
@PartitionKey('space')
@SortKey('name')
export class Entry extends StoredDocument {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'Entry';

  /** The name of the space. */
  @Attribute(String) space!: string;
  /** The name of the entry in its space. Entries are listed in the order of the bytes of their names. */
  @Attribute(String) name!: string;
  /** The entry, if it is bytes that fit into one item. */
  @Attribute(Uint8Array, { optional: true }) content?: Uint8Array;
  /** Set if the deflated document is bytes and not JSON text. */
  @Attribute(String, { optional: true }) @Enum(['bytes']) kind?: 'bytes';
}
