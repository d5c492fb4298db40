/** The kinds of changes, in the order of an item's life. */
export const changeTypes = ['insert', 'modify', 'remove'] as const;

export type ChangeType = (typeof changeTypes)[number];

/** The properties of every change. */
export interface ChangeFacts<Key> {
  /** The stored name of the item's entity. For a class with a table of its own, the name of the class. */
  readonly entity: string;
  /** The properties of the key, as `get` takes them. */
  readonly key: Key;
  /**
   * The names of the properties that the change set, changed, or removed. Sets are compared without their order.
   *
   * Empty if the stream has not the images that tell: `after` for an insert, `before` for a remove, both for a modify.
   */
  readonly changed: ReadonlySet<string>;
  /** True if DynamoDB deleted the item because of its time to live. */
  readonly expired: boolean;
  /** The approximate time of the change, in whole seconds. The current time if a test event has none. */
  readonly at: Date;
  /** The position in the stream. The positions of one key grow with each change. */
  readonly sequenceNumber: string;
}

/** A new item. */
export interface InsertChange<T extends object = object, Key = Partial<T>> extends ChangeFacts<Key> {
  readonly type: 'insert';
  readonly before?: undefined;
  /** The new item. Undefined if the stream has only keys or old images. */
  readonly after?: T | undefined;
}

/** A changed item. */
export interface ModifyChange<T extends object = object, Key = Partial<T>> extends ChangeFacts<Key> {
  readonly type: 'modify';
  /** The item before the change. Undefined if the stream has no old images, or the item was one of another class. */
  readonly before?: T | undefined;
  /** The item after the change. Undefined if the stream has no new images. */
  readonly after?: T | undefined;
}

/** A deleted item. */
export interface RemoveChange<T extends object = object, Key = Partial<T>> extends ChangeFacts<Key> {
  readonly type: 'remove';
  /** The deleted item. Undefined if the stream has no old images. */
  readonly before?: T | undefined;
  readonly after?: undefined;
}

/**
 * One change of an item, from the stream of its table.
 *
 * `before` and `after` are instances of the item's own class. The stream view of the table decides which of them exist.
 * A soft delete is a `modify`. An item of a class that the table doesn't list has stored items: `{ pk: { S: '…' } }`.
 */
export type StreamChange<T extends object = object, Key = Partial<T>> =
  | InsertChange<T, Key>
  | ModifyChange<T, Key>
  | RemoveChange<T, Key>;
