import type { VectorDistance } from '../schema/vector-index.ts';
import type { TableDescription } from '../sdk-types.ts';
import { distances } from '../vectors/distances.ts';

/** A vector index of a table, in stored names. */
export interface VectorIndexSketch {
  readonly name: string;
  readonly vector: string;
  readonly dimensions: number;
  readonly partitionKey: string | undefined;
  readonly filters: readonly string[];
  readonly distance: VectorDistance;
  readonly projection: 'ALL' | 'KEYS_ONLY' | readonly string[];
}

/** Returns the vector indexes of a table. */
export const vectorIndexesOf = ({ VectorIndexes = [] }: TableDescription): VectorIndexSketch[] =>
  VectorIndexes.map(({ IndexName = '', VectorAttribute, Dimensions = 0, DistanceFunction, ...index }) => {
    const { SearchSchema = [], Projection: { ProjectionType, NonKeyAttributes = [] } = {} } = index;
    const named = (type: string): string[] =>
      SearchSchema.filter((element) => element.SearchSchemaElementType === type).flatMap(
        ({ AttributeName }) => AttributeName ?? [],
      );
    return {
      name: IndexName,
      vector: VectorAttribute?.AttributeName ?? '',
      dimensions: Dimensions,
      partitionKey: named('HASH')[0],
      filters: named('INLINE_FILTER'),
      distance: distanceOf(DistanceFunction),
      projection:
        ProjectionType === 'INCLUDE' ? NonKeyAttributes : ProjectionType === 'KEYS_ONLY' ? 'KEYS_ONLY' : 'ALL',
    };
  });

const distanceOf = (stored: string | undefined): VectorDistance => {
  const [name] = Object.entries(distances).find(([, each]) => each === stored) ?? [];
  return (name as VectorDistance | undefined) ?? 'cosine';
};
