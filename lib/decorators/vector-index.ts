import type { ProjectionSettings } from '../schema/index-settings.ts';
import type { VectorDistance, VectorIndexSettings } from '../schema/vector-index.ts';
import type { AttributeOf } from '../values/attribute-type.ts';
import { vectorIndex } from '../vectors/vector-index.ts';
import type {
  ClassTarget,
  Instance,
  KeyProblem,
  KeyValue,
  MissingProperty,
  ProjectionProblem,
} from './decorator-types.ts';
import { classDecorator } from './draft.ts';

/** The reason why a property can't be the vector of an index. Never if it can. */
type VectorProblem<T, Name extends string> =
  Name extends AttributeOf<T>
    ? [Exclude<T[Name], undefined>] extends [Float32Array]
      ? never
      : `'${Name}' can't be the vector of an index: its type must be Float32Array, without null`
    : MissingProperty<Name>;

/** A class decorator that declares a vector index. */
export type VectorIndexDecorator<Vector extends string, Compared extends string, Projected extends string> = <Class>(
  target: ClassTarget<
    Class,
    | VectorProblem<Instance<Class>, Vector>
    | KeyProblem<Instance<Class>, Compared, 'compared in a search', KeyValue | undefined>
    | ProjectionProblem<Instance<Class>, Projected>
  >,
  context?: unknown,
) => void;

type ProjectedBy<Projection> = Projection extends readonly (infer Name)[] ? Name & string : never;

/**
 * Declares a vector index, which `search` of the repository reads. An item without the vector, or without the partition
 * key, is not in the index.
 *
 * Needs a table with billing `'onDemand'`. Nothing about an index can be changed later, except by a new index.
 *
 * @param name - 3 to 255 characters of `A-Z a-z 0-9 _ . -`
 * @param settings - `vector` is a property of type `vector(n)`. A search gives a value of `partitionKey`, and can give
 * values of the `filters`, at most 18. `projection` is `'ALL'` by default
 * @example
 * @VectorIndex('byMeaning', { vector: 'embedding', partitionKey: 'tenant', filters: ['lang'], distance: 'cosine' })
 */
export function VectorIndex<
  const Vector extends string,
  const Partition extends string = never,
  const Filter extends string = never,
  const Projection extends ProjectionSettings = 'ALL',
>(
  name: string,
  settings: {
    readonly vector: Vector;
    readonly partitionKey?: Partition;
    readonly filters?: readonly Filter[];
    readonly distance: VectorDistance;
    readonly projection?: Projection;
  },
): VectorIndexDecorator<Vector, Partition | Filter, ProjectedBy<Projection>> {
  const definition = vectorIndex(settings as VectorIndexSettings);
  return classDecorator((draft) => draft.vectorIndexes.push([name, definition])) as never;
}
