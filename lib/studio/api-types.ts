/**
 * What the server and the page of the studio send to each other, as JSON. Values of items have the form of `toJson`.
 */
import type { TableDifference } from '../errors/table-errors.ts';
import type { TableStep, TableSurplus } from '../table/plan.ts';

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
/** An object of JSON. */
export type JsonObject = Readonly<Record<string, Json>>;

/** `GET /api/studio`: what the studio shows, and what it may do. */
export interface StudioInfo {
  /** The path of the module, as it was given. */
  readonly module: string;
  /** For example `http://127.0.0.1:8000`, or `AWS, eu-west-1`. */
  readonly endpoint: string;
  /** True for an endpoint on another machine. The header then names it in red. */
  readonly isRemote: boolean;
  readonly canWrite: boolean;
  readonly models: readonly ModelInfo[];
}

/** One class of the module. */
export interface ModelInfo {
  /** The name of the class. Unique; the `:model` of the paths. */
  readonly name: string;
  readonly kind: 'items' | 'tracker' | 'linker';
  /** The name of the table. Models of one table share it. */
  readonly table: string;
  /** The stored name of the entity. Undefined for a class with a table of its own. */
  readonly entity?: string | undefined;
  /** The access paths, the table's own key first. */
  readonly paths: readonly AccessPath[];
  readonly attributes: readonly AttributeInfo[];
  /** Names of the properties that `get`, `update`, and `delete` need. */
  readonly keyProperties: readonly string[];
  /** Name of the property with the version of the item. */
  readonly versionProperty?: string | undefined;
  /** The statuses of a tracker, in their order, with those that end a request. */
  readonly statuses?: readonly { readonly name: string; readonly isFinal: boolean }[] | undefined;
}

/** The table's key or an index: what a query can use. */
export interface AccessPath {
  /** Undefined for the table's own key. */
  readonly index?: string | undefined;
  readonly scope: 'table' | 'global' | 'local';
  /** Properties that a query needs, each by equality. Empty if the template has none: then nothing is needed. */
  readonly partition: readonly KeyPart[];
  /** Properties in order. A query uses the first ones by equality, and the next one by any operator of `operators`. */
  readonly sort: readonly KeyPart[];
  /** The stored key as the class declares it: `CUSTOMER#{customerId}` or `pk`. For people. */
  readonly text: string;
  readonly projection: 'all' | 'keys' | 'some';
}

/** One property of a key. */
export interface KeyPart {
  /** A property, or a path: `address.country`. */
  readonly property: string;
  readonly type: ValueType;
  readonly enum?: readonly (string | number)[] | undefined;
  /** The operators that the part can have, `eq` included: `eq`, `lt`, `lte`, `gt`, `gte`, `between`, `beginsWith`. */
  readonly operators: readonly string[];
}

/** How the page shows and edits a value. `other` is edited as JSON. */
export type ValueType =
  | 'string'
  | 'number'
  | 'bigint'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'bytes'
  | 'set'
  | 'list'
  | 'map'
  | 'document'
  | 'vector'
  | 'other';

/** One property of a class. */
export interface AttributeInfo {
  readonly property: string;
  /** The stored name. */
  readonly stored: string;
  /** How to show and to edit it. `other` is edited as JSON. */
  readonly type: ValueType;
  /** The type of the elements of a set or a list. Undefined for other types. */
  readonly element?: ValueType | undefined;
  readonly isKey: boolean;
  readonly isOptional: boolean;
  readonly isReadOnly: boolean;
  readonly isUnique: boolean;
  readonly isTimeToLive: boolean;
  /** True if values are encrypted: the studio shows them only if the key ring of the module can read them. */
  readonly isEncrypted: boolean;
  /** The properties that the value is derived from. Undefined if it is given. */
  readonly derivedFrom?: readonly string[] | undefined;
  readonly enum?: readonly (string | number)[] | undefined;
}

/** `GET /api/models/:model/table`: the table next to its declaration. */
export interface TableInfo {
  readonly exists: boolean;
  /** `ACTIVE`, `CREATING`, … */
  readonly status?: string | undefined;
  /** Of the table with all of its entities. DynamoDB updates both about every six hours. */
  readonly itemCount?: number | undefined;
  readonly sizeBytes?: number | undefined;
  readonly steps: readonly TableStep[];
  readonly differences: readonly TableDifference[];
  /** Indexes and tags that the table has and no class declares. */
  readonly surplus: readonly TableSurplus[];
  /** Reasons why the drift could not be read. */
  readonly unread?: string | undefined;
}

/**
 * `POST /api/models/:model/query` and `…/explain`. A query without a key is a scan. A read that leaves items out (by a
 * filter, or a scan of a table with several entities) ends after some seconds: its page can be short or empty, and the
 * cursor continues. It can also be longer than `limit`.
 */
export interface QueryBody {
  readonly index?: string | undefined;
  /** Values and tests by property, in the form of `annotable query`: `{ "placedAt": { "gte": "2026-01-01" } }`. */
  readonly key?: JsonObject | undefined;
  readonly filter?: JsonObject | undefined;
  readonly descending?: boolean | undefined;
  /** Items of a page, 1 to 1,000. Default 50. */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** One item. */
export interface ItemRow {
  /** The class that the item belongs to. Another one than the asked one in partitions and families. */
  readonly model: string;
  /** The values of `keyProperties`. */
  readonly key: JsonObject;
  readonly values: JsonObject;
  /** Bytes of the item in DynamoDB. */
  readonly bytes: number;
  /** The item as it is stored, as DynamoDB JSON. Only in the answers about one item. */
  readonly stored?: JsonObject | undefined;
}

/** An item that could not be read. */
export interface InvalidRow {
  readonly message: string;
  /** The stored key, as DynamoDB JSON. */
  readonly storedKey: JsonObject;
}

/** The answer of a query. */
export interface QueryPage {
  readonly items: readonly ItemRow[];
  readonly invalid: readonly InvalidRow[];
  readonly cursor?: string | undefined;
  readonly explained: Explained;
  /** Consumed read units. */
  readonly readUnits: number;
  readonly milliseconds: number;
}

/** A call that was or would be sent. */
export interface Explained {
  /** The requests as text, as `explain()` writes them. */
  readonly request: string;
  readonly estimatedReadUnits: number;
  readonly estimatedWriteUnits: number;
  readonly warnings: readonly string[];
  /** The TypeScript that does the same, ready to copy. */
  readonly code: string;
}

/** `POST /api/models/:model/get`, and the answer of writes. */
export interface KeyBody {
  readonly key: JsonObject;
}
/** `item` is undefined if there is none. */
export interface OneItem {
  readonly item?: ItemRow | undefined;
  readonly explained: Explained;
}

/** `POST /api/models/:model/create`. The answer is `OneItem`. */
export interface CreateBody {
  readonly values: JsonObject;
  /** True to return the request without sending it. */
  readonly explain?: boolean | undefined;
}
/**
 * `POST /api/models/:model/update`. The answer is `OneItem`. It fails with `conflict` if the stored item differs from
 * `before`, in a property that `changes` names or in its version.
 */
export interface UpdateBody {
  readonly key: JsonObject;
  /** New values by property. `null` removes an optional property. */
  readonly changes: JsonObject;
  /** The values that the page has shown. */
  readonly before: JsonObject;
  readonly explain?: boolean | undefined;
}
/** `POST /api/models/:model/delete`. The answer is `OneItem`, with the item that was deleted. */
export interface DeleteBody {
  readonly key: JsonObject;
  readonly before: JsonObject;
  readonly explain?: boolean | undefined;
}

/** `POST /api/models/:model/partition`: all items of a partition, of all models of the table, as they lie in it. */
export interface PartitionBody {
  /** Values of the partition key of the path. */
  readonly key: JsonObject;
  readonly index?: string | undefined;
  readonly cursor?: string | undefined;
}
/** The answer of `partition`. */
export interface PartitionPage {
  /** The stored partition key. */
  readonly partition: string;
  readonly items: readonly PartitionRow[];
  readonly cursor?: string | undefined;
  readonly readUnits: number;
  /** The request as text. */
  readonly request: string;
}
/**
 * One item of a partition. `row` is undefined for an item of a class that the module doesn't have, for the guard of a
 * unique value, and for an item that can't be read.
 */
export interface PartitionRow {
  /** The stored sort key as text. Empty if the table has none. */
  readonly sort: string;
  /** The stored name of the entity, or the name of the class. */
  readonly entity: string;
  readonly row?: ItemRow | undefined;
  /** The reason why the item can't be read. */
  readonly problem?: string | undefined;
  readonly bytes: number;
}

/** `GET /api/trackers/:model/status/:status?cursor=`, newest first, and `GET /api/trackers/:model/stale`. */
export interface TrackerPage {
  readonly requests: readonly ItemRow[];
  readonly invalid: readonly InvalidRow[];
  readonly cursor?: string | undefined;
}
/** `GET /api/trackers/:model/counts`: the number of requests of each status. */
export type TrackerCounts = Readonly<Record<string, number>>;
/**
 * `POST /api/trackers/:model/redrive`: starts a failed request again. The answer is `OneItem`. It fails with `conflict` if
 * the request has another version than `version`.
 */
export interface RedriveBody {
  readonly requestId: string;
  /** The version that the page has shown. */
  readonly version?: number | undefined;
  readonly explain?: boolean | undefined;
}

/** `GET /api/linkers/:model/documents?prefix=&cursor=`. */
export interface LinkerPage {
  readonly documents: readonly LinkerRow[];
  readonly invalid: readonly InvalidRow[];
  readonly cursor?: string | undefined;
}
/** One document of a linker, without its text. */
export interface LinkerRow {
  readonly id: string;
  /** Undefined for the default namespace. The list has the documents of all namespaces. */
  readonly namespace?: string | undefined;
  /** Bytes of the stored document, all parts together. */
  readonly bytes: number;
  readonly parts: number;
  readonly expiresAt?: string | undefined;
}
/** `GET /api/linkers/:model/document?id=&namespace=`. */
export interface LinkerDocument {
  readonly id: string;
  readonly document?: Json | undefined;
}

/** The answer of every call that fails, with an HTTP status from 400. */
export interface Problem {
  /** The code of the error, for example `item.invalid`; `conflict` for an item that has changed; `studio.forbidden`. */
  readonly code: string;
  readonly message: string;
  /** Problems by property, for the fields of a form. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** The item as it is stored now, after a conflict. Undefined if it is gone. */
  readonly stored?: ItemRow | undefined;
  /** True if the write was done in spite of the error. */
  readonly written?: boolean | undefined;
}
