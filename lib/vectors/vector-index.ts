import type { VectorIndexDefinition, VectorIndexSource } from '../schema/definition.ts';
import type { VectorIndexSettings } from '../schema/vector-index.ts';
import { compileVectorIndex } from './compile-vector-index.ts';

/**
 * Creates the definition of a vector index for `defineSchema`. Classes have `@VectorIndex`.
 *
 * @example
 * defineSchema({ …, vectorIndexes: { byMeaning: vectorIndex({ vector: 'embedding', distance: 'cosine' }) } });
 */
export function vectorIndex(settings: VectorIndexSettings): VectorIndexDefinition {
  return Object.freeze({
    settings,
    compile: (name: string, source: VectorIndexSource) => compileVectorIndex(name, settings, source),
  });
}
