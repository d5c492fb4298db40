import type { EntitySketch, IndexSketch, TableSketch } from './infer-table.ts';
import { type AttributeSketch, type ClassSketch, classNameOf, isIdentifier } from './sketch.ts';

/** Returns the TypeScript source of the classes and repositories of a table. */
export function writeTable(table: TableSketch, comment: string): string {
  const body = table.only === undefined ? entitiesText(table) : classText(table, table.only);
  const used = new Set(body.match(/[A-Za-z]+/g));
  const names = imported.filter((name) => used.has(name.replace('type ', '')));
  return [`// ${comment}`, `import { ${names.join(', ')} } from 'annotable';`, '', body, ''].join('\n');
}

/** Names of the package that the source can use. */
const imported = [
  'Attribute',
  'BaseRepository',
  'decimal',
  'Entity',
  'EntityRepository',
  'Enum',
  'Index',
  'type JsonValue',
  'json',
  'LocalIndex',
  'listOf',
  'mapOf',
  'PartitionKey',
  'Repository',
  'SortKey',
  'setOf',
  'Table',
  'TimeToLive',
];

function classText(table: TableSketch, sketch: ClassSketch): string {
  const properties = new Map(sketch.attributes.map(({ name, property }) => [name, property]));
  const property = (name: string): string => properties.get(name) ?? name;
  const [sortKey] = table.key.sort;
  const keys = [...table.key.partition, ...table.key.sort].map(property);
  const indexes = table.indexes.filter(({ key }) =>
    [...key.partition, ...key.sort].every((name) => properties.has(name)),
  );
  const decorators = [
    `@Table(${quoted(table.tableName)})`,
    `@PartitionKey(${quoted(property(table.key.partition[0] ?? ''))})`,
    ...(sortKey === undefined ? [] : [`@SortKey(${quoted(property(sortKey))})`]),
    ...indexes.map((index) => indexText(index, property)),
  ];
  const missing = table.indexes
    .filter((index) => !indexes.includes(index))
    .map(({ name }) => `// The index ${quoted(name)} has a key that no item has.`);
  const repository = `@Repository(${sketch.name})\nexport class ${sketch.name}Repository extends BaseRepository<${sketch.name}, ${keys.map(quoted).join(' | ')}> {}`;
  return [...documentTexts(sketch), [...missing, ...decorators, membersText(sketch)].join('\n'), repository].join(
    '\n\n',
  );
}

function indexText({ name, scope, key, projection }: IndexSketch, property: (name: string) => string): string {
  const list = (names: readonly string[]): string => {
    const texts = names.map((each) => quoted(property(each)));
    return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  };
  const settings = [
    ...(scope === 'global' ? [`partitionKey: ${list(key.partition)}`] : []),
    ...(key.sort.length === 0 ? [] : [`sortKey: ${list(key.sort)}`]),
    ...(projection === 'ALL' ? [] : [`projection: ${projectionText(projection, property)}`]),
  ];
  return `@${scope === 'global' ? 'Index' : 'LocalIndex'}(${quoted(name)}, { ${settings.join(', ')} })`;
}

const projectionText = (projection: IndexSketch['projection'], property: (name: string) => string): string =>
  typeof projection === 'string'
    ? quoted(projection)
    : `[${projection.map((name) => quoted(property(name))).join(', ')}]`;

/** The documents of a class, each once. */
function documentTexts({ documents }: ClassSketch): string[] {
  return documents.map(membersText);
}

function membersText({ name, attributes, left }: ClassSketch): string {
  const notes = left.map(([stored, reason]) => `  // Not declared: ${quoted(stored)}, because ${reason}.`);
  return [`export class ${name} {`, ...attributes.map(memberText), ...notes, '}'].join('\n');
}

function memberText({ property, name, type, ts, optional, nullable, values, isTimeToLive }: AttributeSketch): string {
  const options = [
    ...(name === property ? [] : [`name: ${quoted(name)}`]),
    ...(optional ? ['optional: true'] : []),
    ...(nullable ? ['nullable: true'] : []),
  ];
  const decorators = [
    ...(isTimeToLive ? ['@TimeToLive()'] : []),
    ...(values === undefined ? [] : [`@Enum([${values.map(quoted).join(', ')}])`]),
    `@Attribute(${[type, ...(options.length === 0 ? [] : [`{ ${options.join(', ')} }`])].join(', ')})`,
  ];
  const union = values?.map(quoted).join(' | ') ?? ts;
  return `  ${decorators.join(' ')} ${property}${optional ? '?' : '!'}: ${union}${nullable ? ' | null' : ''};`;
}

function entitiesText(table: TableSketch): string {
  const { tableName, key, entities, entityAttribute } = table;
  const tableClass = `${classNameOf(tableName)}Table`;
  const [sortKey] = key.sort;
  const names = entities.map((entity) => entity.of.name).join(', ');
  const attribute = entityAttribute === 'entity' ? '' : `, entityAttribute: ${quoted(entityAttribute ?? '')}`;
  const shared = [
    `@Table(${quoted(tableName)}, { entities: () => [${names}]${attribute} })`,
    `@PartitionKey(${quoted(key.partition[0] ?? '')})`,
    ...(sortKey === undefined ? [] : [`@SortKey(${quoted(sortKey)})`]),
    `export class ${tableClass} {}`,
  ].join('\n');
  return [shared, ...entities.flatMap((entity) => entityTexts(entity, table, tableClass))].join('\n\n');
}

function entityTexts(
  { of, storedName, templates, indexes }: EntitySketch,
  { key }: TableSketch,
  tableClass: string,
): string[] {
  const constant = `${of.name.charAt(0).toLowerCase()}${of.name.slice(1)}Keys`;
  const text = (name: string | undefined): string => quoted(templates.get(name ?? '')?.text ?? '');
  const indexLines = indexes.map(({ index, templates: made }) => {
    const part = (name: string): string =>
      `{ attribute: ${quoted(name)}, template: ${quoted(made.get(name)?.text ?? '')} }`;
    const [partition] = index.key.partition;
    const [sort] = index.key.sort;
    const settings = [
      ...(index.scope === 'local' || partition === undefined ? [] : [`partitionKey: ${part(partition)}`]),
      ...(sort === undefined ? [] : [`sortKey: ${part(sort)}`]),
    ];
    return `    ${isIdentifier(index.name) ? index.name : quoted(index.name)}: { ${settings.join(', ')} },`;
  });
  const keys = [
    `const ${constant} = {`,
    `  partitionKey: ${text(key.partition[0])},`,
    ...(key.sort[0] === undefined ? [] : [`  sortKey: ${text(key.sort[0])},`]),
    ...(indexLines.length === 0 ? [] : ['  indexes: {', ...indexLines, '  },']),
    '} as const;',
  ].join('\n');
  const entity = `@Entity(${quoted(storedName)}, { table: ${tableClass}, keys: ${constant}, form: 'plain' })\n${membersText(of)}`;
  const repository = `@Repository(${of.name})\nexport class ${of.name}Repository extends EntityRepository<${of.name}, typeof ${constant}> {}`;
  return [keys, ...documentTexts(of), entity, repository];
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
