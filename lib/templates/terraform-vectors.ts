import type { TableSchema } from '../schema/table-schema.ts';
import type { TableVectorIndex } from '../schema/vector-index.ts';
import type { HclBlock, HclReference } from './hcl.ts';

/**
 * Returns the vector indexes of a table. Terraform has a resource for each.
 *
 * @param labelOf - returns the name of a new resource
 */
export const vectorIndexBlocks = (
  { vectorIndexes }: TableSchema,
  tableName: HclReference,
  labelOf: (index: string) => string,
): HclBlock[] => Object.values(vectorIndexes).map((index) => vectorIndexBlock(index, labelOf(index.name), tableName));

function vectorIndexBlock({ name, keys, request }: TableVectorIndex, label: string, tableName: HclReference): HclBlock {
  const { Dimensions, DistanceFunction, VectorAttribute, SearchSchema = [], Projection: projection } = request;
  const kinds = new Map<string | undefined, string>(keys.map((key) => [key.name, key.kind]));
  return {
    type: 'resource',
    labels: ['aws_dynamodb_vector_index', label],
    values: {
      table_name: tableName,
      index_name: name,
      dimensions: Dimensions,
      distance_function: DistanceFunction,
      vector_attribute: { attribute_name: VectorAttribute?.AttributeName },
    },
    blocks: [
      {
        type: 'projection',
        values: { projection_type: projection?.ProjectionType, non_key_attributes: projection?.NonKeyAttributes },
      },
      ...SearchSchema.map(({ AttributeName, SearchSchemaElementType }) => ({
        type: 'search_schema',
        values: {
          attribute_name: AttributeName,
          attribute_type: kinds.get(AttributeName),
          type: SearchSchemaElementType,
        },
      })),
    ],
  };
}
