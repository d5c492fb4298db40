import type {
  AttributeSettings,
  DeletedAtOptions,
  TableOptions,
  UniqueOptions,
  VectorIndexDefinition,
} from '../schema/definition.ts';
import type { EncryptedAttribute } from '../schema/encryption.ts';
import type { EntityMemberOptions, EntityOptions } from '../schema/entity-definition.ts';
import type { Extension } from '../schema/extension.ts';
import type { IndexSettings, LocalIndexSettings } from '../schema/index-settings.ts';
import type { Validator } from '../schema/validate-value.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import {
  classMetadata,
  type DecoratorContext,
  type Metadata,
  metadataChain,
  type PropertyPlace,
  propertyPlace,
} from './dialect.ts';

/** The arguments of one `@Attribute`. */
export interface AttributeDeclaration {
  /** Absent if it was omitted. Undefined if an import was not ready yet. */
  readonly type?: unknown;
  readonly options: Omit<AttributeSettings, 'type' | 'enum'>;
}

/** The declarations of one property. */
export interface PropertyDraft {
  designType: unknown;
  readonly declarations: AttributeDeclaration[];
  readonly enums: (readonly (string | number)[])[];
  /** Attributes that other decorators imply: `@Version` implies a number. */
  readonly implied: AttributeDeclaration[];
  readonly extensions: Extension[];
  unique: boolean | UniqueOptions;
  encrypted: EncryptedAttribute | undefined;
}

/** The type of a key attribute of a table class: S, N, or B. */
export type KeyType = StringConstructor | NumberConstructor | Uint8ArrayConstructor;

/** A key that a class or one of its properties declares. */
export interface KeyDeclaration {
  /** A property, or an attribute of a table class. */
  readonly name: string;
  /** Only of a table class. Undefined if it was omitted. */
  readonly type: KeyType | undefined;
}

/** The arguments of one `@Entity`. A subclass of an entity can omit the options. */
export interface EntityDeclaration {
  readonly name: string;
  readonly options: EntityOptions | EntityMemberOptions | undefined;
}

/** The declarations of one class, without those of its parents. */
export interface ClassDraft {
  readonly properties: Map<string, PropertyDraft>;
  readonly tables: { readonly name: string; readonly options: TableOptions }[];
  readonly entities: EntityDeclaration[];
  readonly partitionKeys: KeyDeclaration[];
  readonly sortKeys: KeyDeclaration[];
  readonly enums: (readonly [property: string, values: readonly (string | number)[]])[];
  readonly indexes: (readonly [name: string, settings: IndexSettings])[];
  readonly localIndexes: (readonly [name: string, settings: LocalIndexSettings])[];
  readonly vectorIndexes: (readonly [name: string, definition: VectorIndexDefinition])[];
  readonly timesToLive: string[];
  readonly deletedAts: { readonly property: string; readonly options: DeletedAtOptions }[];
  readonly extensions: Extension[];
  readonly rules: Validator[];
  readonly problems: string[];
}

/** In the global registry, so that both copies of the package (ESM, CJS) read each other's classes. */
const draftKey: unique symbol = Symbol.for('annotable.draft') as never;

function draftIn(metadata: Metadata): ClassDraft {
  if (Object.hasOwn(metadata, draftKey)) return metadata[draftKey] as ClassDraft;
  const draft: ClassDraft = {
    properties: new Map(),
    tables: [],
    entities: [],
    partitionKeys: [],
    sortKeys: [],
    enums: [],
    indexes: [],
    localIndexes: [],
    vectorIndexes: [],
    timesToLive: [],
    deletedAts: [],
    extensions: [],
    rules: [],
    problems: [],
  };
  metadata[draftKey] = draft;
  return draft;
}

/** Returns the own draft of a decorated class. */
export function draftOfClass(target: object, context: DecoratorContext): ClassDraft {
  return draftIn(classMetadata(target, context));
}

function propertyIn(draft: ClassDraft, property: string): PropertyDraft {
  const known = draft.properties.get(property);
  if (known !== undefined) return known;
  const created: PropertyDraft = {
    designType: undefined,
    declarations: [],
    enums: [],
    implied: [],
    extensions: [],
    unique: false,
    encrypted: undefined,
  };
  draft.properties.set(property, created);
  return created;
}

/** Records the declaration of a property decorator, or the reason why its place is invalid. */
export function recordProperty(
  decorator: string,
  place: PropertyPlace,
  record: (draft: ClassDraft, property: string, propertyDraft: PropertyDraft) => void,
): void {
  const draft = draftIn(place.metadata);
  const { property, kind } = place;
  if (kind !== 'field') {
    draft.problems.push(
      `${String(property)}: ${decorator} can't stand on ${kind === 'accessor' ? 'an' : 'a'} ${kind}; only a plain instance property is stored`,
    );
  } else if (typeof property !== 'string' || property === '__proto__') {
    draft.problems.push(`${String(property)}: ${decorator} needs a property whose name is an ordinary string`);
  } else {
    const propertyDraft = propertyIn(draft, property);
    propertyDraft.designType ??= place.designType;
    record(draft, property, propertyDraft);
  }
}

/** The arguments of both dialects. Returns nothing, because the result of a standard decorator replaces its target. */
export type AnyDecorator = (target: unknown, context?: DecoratorContext, descriptor?: unknown) => void;

/** Creates a decorator for properties only. */
export function propertyDecorator(name: string, record: Parameters<typeof recordProperty>[2]): AnyDecorator {
  return (target, context, descriptor) => {
    recordProperty(name, propertyPlace(target, context, descriptor), record);
  };
}

/** Creates a decorator for classes only. */
export function classDecorator(record: (draft: ClassDraft) => void): AnyDecorator {
  return (target, context) => {
    record(draftOfClass(target as object, context));
  };
}

/** Returns the drafts of a class and its parents, the eldest first. Those of parents are only read. */
export function draftsOf(model: EntityClass): ClassDraft[] {
  const drafts = metadataChain(model).flatMap((metadata) =>
    Object.hasOwn(metadata, draftKey) ? (metadata[draftKey] as ClassDraft) : [],
  );
  return drafts.reverse();
}
