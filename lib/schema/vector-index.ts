import type { TableDifference } from '../errors/table-errors.ts';
import type {
  SearchVectorsCommandInput,
  SearchVectorsCommandOutput,
  StoredItem,
  TableDescription,
  VectorIndex,
} from '../sdk-types.ts';
import type { Awaitable } from '../time/awaitable.ts';
import type { KeyAttribute } from './attribute-schema.ts';
import type { ProjectionSettings } from './index-settings.ts';

/** The distance of two vectors. For `'dotProduct'`, a higher score is nearer. For the others, a lower one is. */
export type VectorDistance = 'cosine' | 'euclidean' | 'dotProduct';

/** The settings of a vector index. */
export interface VectorIndexSettings {
  /** The property with the vector. An item without it is not in the index. */
  readonly vector: string;
  /** The property that each search gives a value of. An item without it is not in the index. Default: none. */
  readonly partitionKey?: string | undefined;
  /** The properties that a search can compare, at most 18. Default: none. */
  readonly filters?: readonly string[] | undefined;
  readonly distance: VectorDistance;
  /** The attributes of the items that a search returns. The vector is never one of them. Default `'ALL'`. */
  readonly projection?: ProjectionSettings | undefined;
}

/** The options of a search, unchecked. */
export interface SearchSettings {
  readonly index: string;
  readonly where?: unknown;
  readonly limit?: number | undefined;
  readonly select?: readonly string[] | undefined;
}

/** Sends one search. Repeats it while an error is temporary. */
export type SendSearch<Output = unknown> = (
  input: SearchVectorsCommandInput,
  isTemporary?: (error: unknown) => boolean,
) => Promise<Output>;

/** The repository that searches. */
export interface Searcher<Item> {
  readonly send: SendSearch<SearchVectorsCommandOutput>;
  /** Returns an item with some properties. Undefined if it is left out. */
  readonly read: (
    item: StoredItem | undefined,
    part: { readonly select: readonly string[]; readonly source: string },
  ) => Awaitable<Item | undefined>;
}

/** An item that a search found. */
export interface SearchHit<Item> {
  readonly item: Item;
  /**
   * The score of DynamoDB. Cosine: 0 for the same direction, up to 2 for the opposite one. Euclidean: the distance. Dot
   * product: higher is nearer.
   */
  readonly score: number;
}

/** A vector index of a table, in stored names. */
export interface TableVectorIndex {
  readonly name: string;
  /** The attributes that a request defines. */
  readonly keys: readonly Pick<KeyAttribute, 'name' | 'kind'>[];
  readonly request: VectorIndex;
  /**
   * Rejects an engine without vector indexes, before anything is created there.
   *
   * @throws ConfigurationError `configuration.invalid` if the engine doesn't know searches
   */
  requireEngine(table: string, send: SendSearch): Promise<void>;
  /** Waits until a search is answered. A caller without the permission to search doesn't wait. */
  untilSearchable(table: string, send: SendSearch): Promise<void>;
  /** Compares the index with that of an existing table. */
  differences(description: TableDescription): TableDifference[];
}
