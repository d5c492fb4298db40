import type { ProgramFiles } from './compile-cost.ts';

/** The parts of a generated program. */
export type Part = 'class' | 'attributes' | 'keys' | 'index' | 'repository' | 'put' | 'get' | 'update' | 'query';

/** Plain classes, classes with a table of their own, or entities that share a table. */
export type Style = 'plain' | 'table' | 'entity';

export const allParts: readonly Part[] = [
  'class',
  'attributes',
  'keys',
  'index',
  'repository',
  'put',
  'get',
  'update',
  'query',
];

const fields: readonly (readonly [decorator: string, declaration: string])[] = [
  ['@Attribute(String)', 'pk!: string'],
  ['@Attribute(String)', 'sk!: string'],
  ['@Attribute(String)', 'name!: string'],
  ['@Attribute(String, { optional: true })', 'email?: string'],
  ['@Attribute(Number)', 'age!: number'],
  ['@Attribute(Number, { optional: true })', 'score?: number'],
  ['@Attribute(Boolean)', 'active!: boolean'],
  ['@Attribute(Date)', 'createdAt!: Date'],
  ["@Enum(['ACTIVE', 'SUSPENDED']) @Attribute(String)", "status!: 'ACTIVE' | 'SUSPENDED'"],
  ['@Attribute(Address, { optional: true })', 'address?: Address'],
  ['@Attribute(listOf(String))', 'tags!: string[]'],
  ['@Attribute(setOf(String))', 'roles!: Set<string>'],
];

const calls: Readonly<Record<'put' | 'get' | 'update' | 'query', string>> = {
  put: `  await repository.put({
    pk: 'a', sk: 'b', name: 'c', age: 1, active: true, createdAt: new Date(), status: 'ACTIVE',
    address: { city: 'x', geo: { lat: 1, lng: 2 } }, tags: ['t'], roles: new Set(['r']),
  });`,
  get: `  const one = await repository.get({ pk: 'a', sk: 'b' });
  found.push(one?.address?.geo?.lat);`,
  update: "  await repository.update({ pk: 'a', sk: 'b' }, { name: 'd', age: 2, 'address.city': 'y' });",
  query: `  const many = await repository.query({ pk: 'a' }, { filter: { age: gt(1), 'address.geo.lat': 1 } }).all();
  found.push(many.map((item) => item.score).at(0));`,
};

const methods = [
  'put(item: $): Promise<$>;',
  'get(key: { pk: string; sk: string }): Promise<$ | undefined>;',
  "update(key: { pk: string; sk: string }, changes: { name?: string; age?: number; 'address.city'?: string }): Promise<$>;",
  "query(key: { pk: string }, options?: { filter?: { age?: Greater; 'address.geo.lat'?: number } }): { all(): Promise<$[]> };",
];

/** The document that every model embeds. */
const documentFile = (style: Style): string => {
  const decorated = style !== 'plain';
  const mark = (text: string) => (decorated ? `  @Attribute(${text}, { optional: true }) ` : '  ');
  return [
    decorated ? "import { Attribute, PartitionKey, SortKey, Table } from 'annotable';\n" : '',
    style === 'entity' ? "@Table('models') @PartitionKey('pk') @SortKey('sk')\nexport class Shared {}\n" : '',
    `export class Geo {\n${mark('Number')}lat?: number;\n${mark('Number')}lng?: number;\n}\n`,
    `export class Address {\n${mark('String')}street?: string;\n${mark('String')}city?: string;\n`,
    `${mark('String')}zip?: string;\n${mark('Geo')}geo?: Geo;\n}\n`,
    decorated ? '' : 'export interface Greater { than: number }\nexport declare function gt(than: number): Greater;\n',
  ].join('');
};

const entityKeys = `export const keys = {
  partitionKey: 'MODEL#{pk}',
  sortKey: 'AT#{sk}',
  indexes: {
    byStatus: {
      partitionKey: { attribute: 'gsi1pk', template: 'STATUS#{status}' },
      sortKey: { attribute: 'gsi1sk', template: '{createdAt}' },
    },
  },
} as const;`;

/** One model, its repository and its calls: decorated, or as a person writes them who has no framework. */
function modelFile(index: number, style: Style, parts: readonly Part[] = allParts): string {
  const decorated = style !== 'plain';
  const has = (part: Part) => parts.includes(part);
  const when = (only: Style, part: Part, text: string) => (style === only && has(part) ? text : '');
  const name = `Model${index}`;
  const lines = fields.map(([mark, text]) => `  ${decorated && has('attributes') ? `${mark} ` : ''}${text};`);
  const plain = `export declare class ${name}Repository {\n${methods.map((text) => `  ${text.replaceAll('$', name)}\n`).join('')}}`;
  const base = style === 'entity' ? `EntityRepository<${name}, typeof keys>` : `BaseRepository<${name}, 'pk' | 'sk'>`;
  const bound = `@Repository(${name})\nexport class ${name}Repository extends ${base} {}`;
  const used = (['put', 'get', 'update', 'query'] as const).filter(has);
  return [
    decorated
      ? `import { Attribute, BaseRepository, Entity, EntityRepository, Enum, gt, Index, listOf, PartitionKey, Repository, setOf, SortKey, Table } from 'annotable';`
      : '',
    `import { Address${{ plain: ', gt, type Greater', table: '', entity: ', Shared' }[style]} } from './address.ts';`,
    when('table', 'class', `@Table('models')`),
    when('table', 'keys', `@PartitionKey('pk') @SortKey('sk')`),
    when('table', 'index', `@Index('byStatus', { partitionKey: 'status', sortKey: 'createdAt' })`),
    when('entity', 'class', `${entityKeys}\n@Entity('${name}', { table: Shared, keys })`),
    `export class ${name} {\n${lines.join('\n')}\n}`,
    has('repository') ? (decorated ? bound : plain) : '',
    used.length === 0 ? '' : `export async function use(repository: ${name}Repository) {`,
    used.length === 0 ? '' : `  const found: (number | undefined)[] = [];`,
    ...used.map((call) => calls[call]),
    used.length === 0 ? '' : '  return found;\n}',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** A number of models, each in its file, with the document that they embed. */
export function programFiles(classes: number, style: Style, parts: readonly Part[] = allParts): ProgramFiles {
  return Object.fromEntries([
    ['address.ts', documentFile(style)],
    ...Array.from({ length: classes }, (_, index) => [`model${index}.ts`, modelFile(index, style, parts)]),
  ]);
}
