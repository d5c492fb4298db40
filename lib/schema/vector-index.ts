import type { TableDifference } from '../errors/table-errors.ts';
import type { SearchVectorsCommandInput, TableDescription, VectorIndex } from '../sdk-types.ts';
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

/** The arguments of a search, unchecked. */
export interface VectorSearch {
  readonly vector: unknown;
  readonly where?: unknown;
  readonly limit: number;
  readonly select?: readonly string[] | undefined;
}

/** The request of a search, and the properties of its items. */
export interface CompiledSearch {
  readonly request: SearchVectorsCommandInput;
  readonly select: readonly string[];
}

/** A vector index of a table, in stored names. */
export interface TableVectorIndex {
  readonly name: string;
  /** The attributes that a request defines. */
  readonly keys: readonly Pick<KeyAttribute, 'name' | 'kind'>[];
  readonly request: VectorIndex;
  /** A search that shows whether the index can be searched. */
  readonly probe: Omit<SearchVectorsCommandInput, 'TableName'>;
  /** Compares the index with that of an existing table. */
  differences(description: TableDescription): TableDifference[];
}
