import type { VectorDistance } from '../schema/vector-index.ts';
import type { VectorIndex } from '../sdk-types.ts';

/** The distance functions, as requests name them. */
export const distances: Readonly<Record<VectorDistance, NonNullable<VectorIndex['DistanceFunction']>>> = {
  cosine: 'COSINE',
  euclidean: 'EUCLIDEAN',
  dotProduct: 'DOT_PRODUCT',
};
