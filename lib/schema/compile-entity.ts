import { compileKeyText } from '../keys/compile-key-text.ts';
import { parseTemplate, type Template } from '../keys/template.ts';
import type { AttributeSchema, KeyAttribute } from './attribute-schema.ts';
import type { KeyRole } from './compile-document.ts';
import type { EntityDefinition, TableKeyDefinition } from './entity-definition.ts';
import { type KeyPart, KeySchema } from './key-schema.ts';
import { type KeySource, keySourceOf } from './key-source.ts';
import { physicalKey } from './physical-key.ts';

type Attributes = Readonly<Record<string, AttributeSchema>>;

/** Compiles the templates of one entity. Adds their problems to the list. */
export class EntityKeyCompiler {
  readonly #entity: EntityDefinition;
  readonly #attributes: Attributes;
  readonly #problems: string[];
  readonly #physical = new Map<string, KeyAttribute>();

  constructor(entity: EntityDefinition, attributes: Attributes, problems: string[]) {
    this.#entity = entity;
    this.#attributes = attributes;
    this.#problems = problems;
  }

  /** Compiles the key of the table. */
  tableKey(): KeySchema {
    const { keys, tableKeys } = this.#entity;
    const [partition, sort] = tableKeys;
    if (partition === undefined)
      this.#problem('its table', "has no partition key; add @PartitionKey('pk') to its class");
    return new KeySchema(
      this.#tablePart('its partitionKey', partition, keys.partitionKey, 'partition'),
      this.#tablePart('its sortKey', sort, keys.sortKey, 'sort'),
    );
  }

  #tablePart(
    where: string,
    key: TableKeyDefinition | undefined,
    text: string | undefined,
    role: KeyRole,
  ): readonly KeyPart[] {
    if (key === undefined && text !== undefined) this.#problem(where, 'is a template, and the table has no such key');
    if (key !== undefined && text === undefined)
      this.#problem(where, `is missing; the table has the key attribute '${key.name}', so give it a template`);
    const part = key === undefined || text === undefined ? undefined : this.templatePart(where, key, text, role);
    if (part !== undefined) this.#checkTablePart(where, part);
    return part === undefined ? [] : [part];
  }

  #checkTablePart(where: string, { sources, template }: KeyPart): void {
    for (const { path, attribute, canBeAbsent } of sources)
      if (attribute.optional || attribute.nullable || canBeAbsent)
        this.#problem(where, `has the placeholder '{${path}}', so the property can't be optional or null`);
    for (const { path, attribute } of sources)
      if (attribute.derivedFrom !== undefined)
        this.#problem(where, `has the placeholder '{${path}}', which is derived, and a key of a table never changes`);
    if (template?.shards !== undefined) this.#problem(where, 'has a shard, which only the key of an index can have');
  }

  /** Compiles one key attribute with a template. Undefined, with problems, if it is invalid. */
  templatePart(where: string, key: TableKeyDefinition, text: string, role: KeyRole): KeyPart | undefined {
    const template = parseTemplate(text, (message) => this.#problem(where, message));
    const sources = template && this.#sourcesOf(where, template);
    if (template === undefined || sources === undefined) return undefined;
    const own = ownProperty(template, sources, key);
    if (own !== undefined) return own;
    if (key.kind !== 'S') return this.#valuePart(where, key, { template, sources }, role);
    const types = new Map(sources.map(({ path, type }) => [path, type]));
    const report = (message: string): void => this.#problem(where, message);
    const made = compileKeyText(template, this.#entity.form ?? 'escaped', (path) => types.get(path), report);
    return made && { attribute: this.#attribute(key, role), sources, template: made };
  }

  /** Compiles a number or binary key, which has the value of one property. */
  #valuePart(
    where: string,
    key: TableKeyDefinition,
    { template, sources }: { readonly template: Template; readonly sources: readonly KeySource[] },
    role: KeyRole,
  ): KeyPart | undefined {
    if (isBare(template) && sources[0]?.codec.kind === key.kind)
      return { attribute: this.#attribute(key, role), sources, template: undefined };
    this.#problem(where, `must be one placeholder of the type of '${key.name}' (${key.kind}), such as '{id}'`);
    return undefined;
  }

  /** Returns the key attribute of a stored name that is no property. */
  #attribute(key: TableKeyDefinition, role: KeyRole): KeyAttribute {
    const known = this.#physical.get(key.name) ?? physicalKey(key, role);
    this.#physical.set(key.name, known);
    return known;
  }

  #sourcesOf(where: string, { placeholders }: Template): KeySource[] | undefined {
    const sources = new Map<string, KeySource>();
    let isValid = true;
    for (const { path } of placeholders) {
      const source = keySourceOf(this.#attributes, path, this.#entity.form);
      if (typeof source !== 'string') sources.set(path, source);
      else {
        this.#problem(where, `has the placeholder '{${path}}': ${source}`);
        isValid = false;
      }
    }
    return isValid ? [...sources.values()] : undefined;
  }

  #problem(where: string, message: string): void {
    this.#problems.push(`${where} ${message}`);
  }
}

/** True if a template is one placeholder without a change of its text. */
const isBare = ({ pieces: [piece, ...others] }: Template): boolean =>
  others.length === 0 &&
  typeof piece === 'object' &&
  piece.pad === undefined &&
  piece.shards === undefined &&
  piece.letters === undefined;

/** Returns the part of a key attribute that is a property of the class: `'{id}'` of the attribute `id`. */
function ownProperty(
  template: Template,
  sources: readonly KeySource[],
  { name, kind }: TableKeyDefinition,
): KeyPart | undefined {
  const [source] = sources;
  if (!isBare(template) || source === undefined || source.path !== source.attribute.property) return undefined;
  const { attribute } = source;
  return attribute.name === name && attribute.kind === kind
    ? { attribute: attribute as KeyAttribute, sources, template: undefined }
    : undefined;
}
