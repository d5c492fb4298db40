import { textLiteral } from '../values/literals.ts';
import type { IndexText } from './index-text.ts';
import type { AttributeSketch, ClassSketch } from './sketch.ts';
import type { VectorIndexSketch } from './vector-sketch.ts';

/** Returns the properties of a class by their stored names. */
export const propertiesOf = ({ attributes }: ClassSketch): ReadonlyMap<string, string> =>
  new Map(attributes.map(({ name, property }) => [name, property]));

/** Returns the documents of a class, each once. */
export const documentTexts = ({ documents }: ClassSketch): string[] => documents.map(membersText);

export function membersText({ name, attributes, left }: ClassSketch): string {
  const notes = left.map(([stored, reason]) => `  // Not declared: ${textLiteral(stored)}, because ${reason}.`);
  return [`export class ${name} {`, ...attributes.map(memberText), ...notes, '}'].join('\n');
}

function memberText(sketch: AttributeSketch): string {
  const { property, name, type, ts, optional, nullable, values, isTimeToLive, unique } = sketch;
  const options = [
    ...(name === property ? [] : [`name: ${textLiteral(name)}`]),
    ...(optional ? ['optional: true'] : []),
    ...(nullable ? ['nullable: true'] : []),
  ];
  const decorators = [
    ...(isTimeToLive ? ['@TimeToLive()'] : []),
    ...(unique === undefined ? [] : [unique === 'table' ? "@Unique({ scope: 'table' })" : '@Unique()']),
    ...(values === undefined ? [] : [`@Enum([${values.map(textLiteral).join(', ')}])`]),
    `@Attribute(${[type, ...(options.length === 0 ? [] : [`{ ${options.join(', ')} }`])].join(', ')})`,
  ];
  const union = values?.map(textLiteral).join(' | ') ?? ts;
  return `  ${decorators.join(' ')} ${property}${optional ? '?' : '!'}: ${union}${nullable ? ' | null' : ''};`;
}

/** The indexes of a class, and comments on those that it can't declare. */
export interface IndexTexts {
  readonly indexes: readonly IndexText[];
  readonly notes: readonly string[];
}

/**
 * Returns the vector indexes of a class, and comments on those that it can't declare. An index of another class has neither.
 *
 * @param entityAttribute - the attribute that tells the entities of the table apart
 */
export function vectorIndexTexts(
  sketch: ClassSketch,
  indexes: readonly VectorIndexSketch[],
  entityAttribute?: string,
): IndexTexts {
  const properties = propertiesOf(sketch);
  const texts = indexes
    .filter(({ vector }) => properties.has(vector))
    .map((index) => {
      const filters = index.filters.filter((name) => name !== entityAttribute);
      if (entityAttribute !== undefined && filters.length === index.filters.length)
        return `// The vector index ${textLiteral(index.name)} doesn't have '${entityAttribute}', so it can't be searched.`;
      return vectorIndexText({ ...index, filters }, properties);
    });
  return {
    indexes: texts.filter((text) => typeof text !== 'string'),
    notes: texts.filter((text) => typeof text === 'string'),
  };
}

function vectorIndexText(index: VectorIndexSketch, properties: ReadonlyMap<string, string>): IndexText | string {
  const { name, vector, partitionKey, filters, distance, projection } = index;
  const partition = partitionKey === undefined ? [] : [partitionKey];
  if (![...partition, ...filters].every((each) => properties.has(each)))
    return `// The vector index ${textLiteral(name)} has an attribute that no item has.`;
  const settings = [
    `vector: ${textLiteral(properties.get(vector) ?? vector)}`,
    ...partition.map((each) => `partitionKey: ${textLiteral(properties.get(each) ?? each)}`),
    ...(filters.length === 0 ? [] : [`filters: ${listText(filters, properties)}`]),
    `distance: '${distance}'`,
    ...(projection === 'ALL' ? [] : [`projection: ${projectionText(projection, properties)}`]),
  ];
  return { decorator: 'VectorIndex', name, settings: `{ ${settings.join(', ')} }` };
}

/** Returns the properties of a projection. Stored names that the class doesn't declare are left out. */
export const projectionText = (
  projection: 'ALL' | 'KEYS_ONLY' | readonly string[],
  properties: ReadonlyMap<string, string>,
): string =>
  typeof projection === 'string'
    ? textLiteral(projection)
    : listText(
        projection.filter((name) => properties.has(name)),
        properties,
      );

const listText = (names: readonly string[], properties: ReadonlyMap<string, string>): string =>
  `[${names.map((name) => textLiteral(properties.get(name) ?? name)).join(', ')}]`;
