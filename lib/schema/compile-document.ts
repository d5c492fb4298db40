import { maxAttributeNameBytes, maxPartitionKeyBytes, maxSortKeyBytes } from '../limits.ts';
import type { AttributeValue } from '../sdk-types.ts';
import type { AttributeType } from '../values/attribute-type.ts';
import type { Converter } from '../values/converter.ts';
import { converterOf, isDescribedType } from '../values/converter-of.ts';
import { Issues, kindOf, pathText } from '../values/issues.ts';
import { valueBytes } from '../values/item-size.ts';
import { AttributeCodec } from './attribute-codec.ts';
import type { AttributeSchema } from './attribute-schema.ts';
import { derivedFromOf } from './compile-derived.ts';
import type { AttributeSettings, DocumentDefinition } from './definition.ts';
import { DocumentCodec } from './document-codec.ts';
import { documentsOf, kindProblems } from './kind-rules.ts';
import { attributeSettings, knownOptions, schemaSettings, uniqueOptions } from './known-options.ts';
import { type Member, shownOf } from './member.ts';
import { UnionCodec } from './union-codec.ts';

/** The key role that limits the size of an attribute. */
export type KeyRole = 'partition' | 'sort';

/** The keys that an attribute belongs to. */
export interface KeyUse {
  readonly roles: readonly KeyRole[];
  /** True for a key of the table itself. */
  readonly isTableKey: boolean;
}

const noKey: KeyUse = { roles: [], isTableKey: false };

const keyBytes: Readonly<Record<KeyRole, number>> = { partition: maxPartitionKeyBytes, sort: maxSortKeyBytes };

/**
 * The type of the values of an enum. Decimals, bigints, and dates have no literals, although they are stored as N or S.
 */
const enumTypes: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [String, 'string'],
  [Number, 'number'],
]);

/** Describes an invalid type in words, without the source of a class. */
function typeText(type: unknown): string {
  if (typeof type === 'function') return type.name || 'a function';
  if (!isDescribedType(type)) return kindOf(type);
  if (type.type === 'oneOf') return 'oneOfClasses of what is no list of model classes';
  if (type.type === 'tuple') return `a tuple of ${type.elements?.map(typeText).join(', ') || 'nothing'}`;
  if (type.type === 'vector') return `a vector of ${String(type.dimensions)} numbers, which is not 1 to 4,096,`;
  const missing = `a ${type.type} of nothing; modules that import each other in a circle write ${type.type}Of(() => Class), and this`;
  return type.of === undefined ? missing : `a ${type.type} of ${typeText(type.of)}`;
}

/** Returns the scope of a unique value. Adds problems to the list. */
function uniqueScopeOf(
  where: string,
  { unique }: AttributeSettings,
  problems: string[],
): AttributeSchema['uniqueScope'] {
  if (unique === undefined || typeof unique === 'boolean') return 'entity';
  const { scope = 'entity' } = knownOptions(`${where}: @Unique`, unique, uniqueOptions, problems);
  if (scope === 'entity' || scope === 'table') return scope;
  problems.push(`${where}: the scope of @Unique must be 'entity' or 'table'`);
  return 'entity';
}

/** Returns the function that encodes a default that a function creates. */
const madeBy =
  (make: () => unknown, codec: AttributeCodec): Member['storedDefault'] =>
  (issues) => {
    let value: unknown;
    try {
      value = make();
    } catch (error) {
      issues.reportThrown("can't be filled: its default", error);
      return undefined;
    }
    return codec.encode(value, issues);
  };

/** Compiles each document definition once, also if documents contain themselves. Collects all problems. */
export class DocumentCompiler {
  readonly problems: string[] = [];
  readonly #compiled = new Map<DocumentDefinition, DocumentCodec>();
  /** Checks that require all documents to be compiled. */
  readonly #checks: (() => void)[] = [];

  /**
   * @param keys - the key attributes, by property; embedded documents have none
   */
  compile(definition: DocumentDefinition, keys: ReadonlyMap<string, KeyUse> = new Map()): DocumentCodec {
    const known = this.#compiled.get(definition);
    if (known !== undefined) return known;
    const codec = new DocumentCodec(definition.name, definition.model);
    this.#compiled.set(definition, codec);
    this.problems.push(...(definition.problems ?? []));
    knownOptions(definition.name, definition, schemaSettings, this.problems);
    for (const [property, settings] of Object.entries(definition.attributes)) {
      const where = `${definition.name}.${property}`;
      const member = this.#member(where, property, settings, keys.get(property) ?? noKey);
      if (member !== undefined) codec.members.set(property, member);
    }
    codec.rules = definition.rules ?? [];
    this.#checkNames(definition.name, codec);
    return codec;
  }

  /** Runs the checks that require all documents to be compiled. */
  finish(): void {
    for (const check of this.#checks) check();
  }

  #member(
    where: string,
    property: string,
    settings: AttributeSettings,
    { roles, isTableKey }: KeyUse,
  ): Member | undefined {
    const converter = this.#converter(where, settings, isTableKey);
    if (converter === undefined) {
      this.problems.push(
        `${where}: ${typeText(settings.type)} is no attribute type; use String, Number, Date, setOf(…), a model class, …`,
      );
      return undefined;
    }
    knownOptions(where, settings, attributeSettings, this.problems);
    this.#checkSettings(where, settings, converter);
    const codec = new AttributeCodec(converter, {
      nullable: settings.nullable ?? false,
      enum: settings.enum,
      validate: settings.validate,
      convert: settings.convert,
      keyBytes:
        roles.length === 0 || settings.encrypted !== undefined
          ? undefined
          : Math.min(...roles.map((role) => keyBytes[role])),
      isTableKey,
    });
    const attribute = Object.freeze({
      property,
      name: settings.name ?? property,
      kind: converter.kind,
      optional: settings.optional ?? false,
      nullable: settings.nullable ?? false,
      readOnly: settings.readOnly ?? false,
      hidden: settings.hidden ?? false,
      unique: settings.unique !== undefined && settings.unique !== false,
      uniqueScope: uniqueScopeOf(where, settings, this.problems),
      derivedFrom: derivedFromOf(settings),
      enum: settings.enum && Object.freeze([...settings.enum]),
      encryption: settings.encrypted,
      codec,
    });
    const storedDefault = this.#storedDefault(where, settings.default, codec);
    const member = { attribute, storedDefault, emptyValue: converter.emptyValue };
    codec.shown = shownOf(member);
    return member;
  }

  /**
   * Returns the strict converter for table keys and exact attributes: it rejects stored forms that a write would
   * change.
   */
  #converter(where: string, { type, exact }: AttributeSettings, isTableKey: boolean): Converter | undefined {
    const converter = converterOf(type, (document) => this.#document(where, document));
    return exact === true || isTableKey ? (converter?.strict ?? converter) : converter;
  }

  #document(where: string, type: AttributeType<unknown>): Converter | undefined {
    if (type.type === 'oneOf') return this.#union(where, type);
    return this.#embedded(where, type.document?.() as DocumentDefinition);
  }

  /** Compiles the document of an attribute. Only writes of whole items compute and encrypt attributes. */
  #embedded(where: string, definition: DocumentDefinition): DocumentCodec {
    for (const [property, { derive, encrypted }] of Object.entries(definition.attributes)) {
      const rule = 'which only an attribute of the item can be';
      if (derive !== undefined)
        this.problems.push(`${where}: '${property}' of its document is derived, ${rule}; leave derive out`);
      if (encrypted !== undefined)
        this.problems.push(`${where}: '${property}' of its document is encrypted, ${rule}; encrypt the whole document`);
    }
    return this.compile(definition);
  }

  #union(where: string, type: AttributeType<unknown>): Converter | undefined {
    const definitions = documentsOf(type);
    if (definitions === undefined) return undefined;
    const codec = new UnionCodec(
      definitions.map((definition) => this.#embedded(where, definition)),
      type.property as string,
    );
    this.#checks.push(() => this.problems.push(...kindProblems(where, codec)));
    return codec;
  }

  #storedDefault(where: string, value: unknown, codec: AttributeCodec): Member['storedDefault'] {
    if (value === undefined) return undefined;
    if (typeof value === 'function') return madeBy(value as () => unknown, codec);
    let stored: AttributeValue | undefined;
    this.#checks.push(() => {
      stored = this.#checkDefault(where, value, codec);
    });
    return (issues) => {
      if (stored !== undefined) issues.weight += valueBytes(stored);
      return stored;
    };
  }

  /** Encodes a default once, so later changes to the original value have no effect. */
  #checkDefault(where: string, value: unknown, codec: AttributeCodec): AttributeValue | undefined {
    const issues = new Issues();
    const stored = codec.encode(value, issues);
    for (const { elements, message } of issues.list) {
      this.problems.push(`${where}: its default${elements.length > 0 ? ` at ${pathText(elements)}` : ''} ${message}`);
    }
    return stored;
  }

  #checkSettings(
    where: string,
    { type, name, enum: values, nullable, exact, default: value }: AttributeSettings,
    converter: Converter,
  ): void {
    const bytes = name === undefined ? undefined : Buffer.byteLength(name, 'utf8');
    if (bytes === 0) this.problems.push(`${where}: its stored name is empty; leave \`name\` out or give one`);
    if (bytes !== undefined && bytes > maxAttributeNameBytes) {
      this.problems.push(`${where}: its stored name has ${bytes} bytes of at most ${maxAttributeNameBytes}`);
    }
    if (value === null && nullable !== true && converter.kind !== 'JSON') {
      this.problems.push(`${where}: its default is null; declare it { nullable: true }`);
    }
    if (exact === true && type !== Number) {
      this.problems.push(`${where}: only a Number attribute can be { exact: true }; leave it out`);
    }
    if (values !== undefined) this.#checkEnum(where, values, enumTypes.get(type));
  }

  #checkEnum(where: string, values: readonly unknown[], wanted: string | undefined): void {
    if (values.length === 0) this.problems.push(`${where}: its enum is empty; list the values it may have`);
    if (new Set(values).size < values.length) this.problems.push(`${where}: its enum names a value twice`);
    if (wanted === undefined) this.problems.push(`${where}: only a String or Number attribute can have an enum`);
    else if (values.some((allowed) => typeof allowed !== wanted)) {
      this.problems.push(`${where}: its enum must hold ${wanted}s only, as its type says`);
    }
  }

  #checkNames(model: string, codec: DocumentCodec): void {
    const byName = new Map<string, string>();
    for (const { attribute } of codec.members.values()) {
      const other = byName.get(attribute.name);
      if (other !== undefined) {
        this.problems.push(`${model}: ${other} and ${attribute.property} have one stored name, '${attribute.name}'`);
      }
      byName.set(attribute.name, attribute.property);
    }
  }
}
