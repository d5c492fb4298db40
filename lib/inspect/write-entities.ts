import { lowerFirst, nameLiteral, textLiteral } from '../values/literals.ts';
import { decoratorText } from './index-text.ts';
import type { EntitySketch } from './infer-entities.ts';
import type { EntityIndexPart, EntityIndexSketch } from './infer-entity-index.ts';
import type { TableSketch } from './infer-table.ts';
import { documentTexts, membersText, projectionText, propertiesOf, vectorIndexTexts } from './write-class.ts';
import { optionNotes, tableText } from './write-options.ts';

/** Returns the classes and repositories of the entities of a table. */
export function entitiesText(table: TableSketch): string {
  const { tableClass, key, entities, entityAttribute, options } = table;
  const [sortKey] = key.sort;
  const names = entities.map((entity) => entity.of.name).join(', ');
  const shares = [
    ['entities', `() => [${names}]`] as const,
    ...(entityAttribute === undefined || entityAttribute === 'entity'
      ? []
      : [['entityAttribute', textLiteral(entityAttribute)] as const]),
  ];
  const shared = [
    ...optionNotes(options),
    tableText(table, shares),
    `@PartitionKey(${textLiteral(key.partition[0] ?? '')})`,
    ...(sortKey === undefined ? [] : [`@SortKey(${textLiteral(sortKey)})`]),
    `export class ${tableClass} {}`,
  ].join('\n');
  return [shared, ...entities.flatMap((entity) => entityTexts(entity, table))].join('\n\n');
}

function entityTexts(
  { of, storedName, templates, indexes, left }: EntitySketch,
  { key, tableClass, vectorIndexes, entityAttribute }: TableSketch,
): string[] {
  const constant = `${lowerFirst(of.name)}Keys`;
  const text = (name: string | undefined): string => textLiteral(templates.get(name ?? '')?.text ?? '');
  const properties = propertiesOf(of);
  const indexLines = indexes.map((index) => `    ${indexText(index, properties)},`);
  const notes = left.map(([name, reason]) => `// The index ${textLiteral(name)} is left out, because ${reason}.`);
  const keys = [
    ...notes,
    `const ${constant} = {`,
    `  partitionKey: ${text(key.partition[0])},`,
    ...(key.sort[0] === undefined ? [] : [`  sortKey: ${text(key.sort[0])},`]),
    ...(indexLines.length === 0 ? [] : ['  indexes: {', ...indexLines, '  },']),
    '} as const;',
  ].join('\n');
  const vectors = vectorIndexTexts(of, vectorIndexes, entityAttribute);
  const entity = [
    ...vectors.notes,
    `@Entity(${textLiteral(storedName)}, { table: ${tableClass}, keys: ${constant}, form: 'plain' })`,
    ...vectors.indexes.map(decoratorText),
    membersText(of),
  ].join('\n');
  const repository = `@Repository(${of.name})\nexport class ${of.name}Repository extends EntityRepository<${of.name}, typeof ${constant}> {}`;
  return [keys, ...documentTexts(of), entity, repository];
}

function indexText(
  { index, partition, sort, when }: EntityIndexSketch,
  properties: ReadonlyMap<string, string>,
): string {
  const { name, projection } = index;
  const keyText = (parts: readonly EntityIndexPart[]): string => {
    const texts = parts.map((part) => partText(part, properties));
    return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  };
  const settings = [
    ...(partition.length === 0 ? [] : [`partitionKey: ${keyText(partition)}`]),
    ...(sort.length === 0 ? [] : [`sortKey: ${keyText(sort)}`]),
    ...(when === undefined ? [] : [`when: { ${when[0]}: ${valueText(when[1])} }`]),
    ...(projection === 'ALL' ? [] : [`projection: ${projectionText(projection, properties)}`]),
  ];
  return `${nameLiteral(name)}: { ${settings.join(', ')} }`;
}

function partText({ name, kind, template }: EntityIndexPart, properties: ReadonlyMap<string, string>): string {
  if (kind === 'own') return textLiteral(properties.get(name) ?? name);
  const made = template === undefined ? '' : `, template: ${textLiteral(template.text)}`;
  return `{ attribute: ${textLiteral(name)}${made} }`;
}

const valueText = (value: string | boolean): string => (typeof value === 'string' ? textLiteral(value) : String(value));
