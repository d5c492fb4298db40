import { lowerFirst, textLiteral } from '../values/literals.ts';
import { constantText, decoratorText, type IndexText, inConstant } from './index-text.ts';
import type { TableSketch } from './infer-table.ts';
import type { ClassSketch } from './sketch.ts';
import type { IndexSketch } from './table-sketch.ts';
import { documentTexts, membersText, projectionText, propertiesOf, vectorIndexTexts } from './write-class.ts';
import { entitiesText } from './write-entities.ts';
import { optionNotes, tableText } from './write-options.ts';

/** Returns the TypeScript source of the classes and repositories of a table. */
export function writeTable(table: TableSketch, comment: string): string {
  const body = table.only === undefined ? entitiesText(table) : classText(table, table.only);
  const code = body.replaceAll(/^ *\/\/.*$/gm, '').replaceAll(/'(?:[^'\\]|\\.)*'/g, "''");
  const names = imported.filter(([, use]) => use.test(code)).map(([name]) => name);
  return [`// ${comment}`, `import { ${names.join(', ')} } from 'annotable';`, '', body, ''].join('\n');
}

/** Names of the package that the source can use, and how it uses them. */
const imported: readonly (readonly [name: string, use: RegExp])[] = [
  ['Attribute', /@Attribute\(/],
  ['BaseRepository', /extends BaseRepository</],
  ['decimal', /\bdecimal\(/],
  ['Entity', /@Entity\(/],
  ['EntityRepository', /extends EntityRepository</],
  ['Enum', /@Enum\(/],
  ['epochSeconds', /\bepochSeconds\(/],
  ['Index', /@Index\(/],
  ['type JsonValue', /[ <]JsonValue\b/],
  ['json', /\bjson\(/],
  ['LocalIndex', /@LocalIndex\(/],
  ['listOf', /\blistOf\(/],
  ['mapOf', /\bmapOf\(/],
  ['PartitionKey', /@PartitionKey\(/],
  ['Repository', /@Repository\(/],
  ['SortKey', /@SortKey\(/],
  ['setOf', /\bsetOf\(/],
  ['Table', /@Table\(/],
  ['TimeToLive', /@TimeToLive\(/],
  ['Unique', /@Unique\(/],
  ['VectorIndex', /@VectorIndex\(/],
  ['vector', /\bvector\(/],
];

function classText(table: TableSketch, sketch: ClassSketch): string {
  const properties = propertiesOf(sketch);
  const property = (name: string): string => properties.get(name) ?? name;
  const [sortKey] = table.key.sort;
  const keys = [...table.key.partition, ...table.key.sort].map(property);
  const indexes = table.indexes.filter(({ key }) =>
    [...key.partition, ...key.sort].every((name) => properties.has(name)),
  );
  const vectors = vectorIndexTexts(sketch, table.vectorIndexes);
  const declared = [...indexes.map((index) => indexText(index, properties)), ...vectors.indexes];
  const constant = `${lowerFirst(sketch.name)}Indexes`;
  const decorators = [
    ...optionNotes(table.options),
    tableText(table),
    `@PartitionKey(${textLiteral(property(table.key.partition[0] ?? ''))})`,
    ...(sortKey === undefined ? [] : [`@SortKey(${textLiteral(property(sortKey))})`]),
    ...declared.map((index) => decoratorText(inConstant(constant, index))),
  ];
  const missing = table.indexes
    .filter((index) => !indexes.includes(index))
    .map(({ name }) => `// The index ${textLiteral(name)} has a key that no item has.`);
  const types = [
    sketch.name,
    keys.map(textLiteral).join(' | '),
    ...(declared.length === 0 ? [] : ['never', `typeof ${constant}`]),
  ];
  const repository = `@Repository(${sketch.name})\nexport class ${sketch.name}Repository extends BaseRepository<${types.join(', ')}> {}`;
  return [
    ...documentTexts(sketch),
    ...(declared.length === 0 ? [] : [constantText(constant, declared)]),
    [...missing, ...vectors.notes, ...decorators, membersText(sketch)].join('\n'),
    repository,
  ].join('\n\n');
}

function indexText({ name, scope, key, projection }: IndexSketch, properties: ReadonlyMap<string, string>): IndexText {
  const list = (names: readonly string[]): string => {
    const texts = names.map((each) => textLiteral(properties.get(each) ?? each));
    return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  };
  const settings = [
    ...(scope === 'global' ? [`partitionKey: ${list(key.partition)}`] : []),
    ...(key.sort.length === 0 ? [] : [`sortKey: ${list(key.sort)}`]),
    ...(projection === 'ALL' ? [] : [`projection: ${projectionText(projection, properties)}`]),
  ];
  const decorator = scope === 'global' ? 'Index' : 'LocalIndex';
  return { decorator, name, settings: `{ ${settings.join(', ')} }` };
}
