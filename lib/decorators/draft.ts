import type { AttributeSettings, IndexSettings, LocalIndexSettings, TableOptions } from '../schema/definition.ts';
import type { Extension } from '../schema/extension.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import {
  classMetadata,
  type DecoratorContext,
  type Metadata,
  metadataChain,
  type PropertyPlace,
  propertyPlace,
} from './dialect.ts';

/** What one `@Attribute` said. */
export interface AttributeDeclaration {
  /** Absent where it was left out; present and undefined where an import was not ready yet. */
  readonly type?: unknown;
  readonly options: Omit<AttributeSettings, 'type' | 'enum'>;
}

/** What the decorators of one property said. */
export interface PropertyDraft {
  designType: unknown;
  readonly declarations: AttributeDeclaration[];
  readonly enums: (readonly (string | number)[])[];
  /** What stands for an `@Attribute` where there is none: `@Version` implies a number. */
  readonly implied: AttributeDeclaration[];
  readonly extensions: Extension[];
  unique: boolean;
}

/** What the decorators of one class said, and nothing that its parents' did. */
export interface ClassDraft {
  readonly properties: Map<string, PropertyDraft>;
  readonly tables: { readonly name: string; readonly options: TableOptions }[];
  readonly partitionKeys: string[];
  readonly sortKeys: string[];
  readonly enums: (readonly [property: string, values: readonly (string | number)[]])[];
  readonly indexes: (readonly [name: string, settings: IndexSettings])[];
  readonly localIndexes: (readonly [name: string, settings: LocalIndexSettings])[];
  readonly timesToLive: string[];
  readonly extensions: Extension[];
  readonly problems: string[];
}

/** In the global registry, so that the ESM and the CJS copy of the package read each other's classes. */
const draftKey: unique symbol = Symbol.for('annotable.draft') as never;

function draftIn(metadata: Metadata): ClassDraft {
  if (Object.hasOwn(metadata, draftKey)) return metadata[draftKey] as ClassDraft;
  const draft: ClassDraft = {
    properties: new Map(),
    tables: [],
    partitionKeys: [],
    sortKeys: [],
    enums: [],
    indexes: [],
    localIndexes: [],
    timesToLive: [],
    extensions: [],
    problems: [],
  };
  metadata[draftKey] = draft;
  return draft;
}

/** The draft that a class decorator writes to: the class's own. */
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
  };
  draft.properties.set(property, created);
  return created;
}

/** Lets a property decorator record what it says, or records why it can't stand where it does. */
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

/** What both dialects call a decorator with; it returns nothing, since a standard one would replace its target. */
export type AnyDecorator = (target: unknown, context?: DecoratorContext, descriptor?: unknown) => void;

/** A decorator for properties alone. */
export function propertyDecorator(name: string, record: Parameters<typeof recordProperty>[2]): AnyDecorator {
  return (target, context, descriptor) => {
    recordProperty(name, propertyPlace(target, context, descriptor), record);
  };
}

/** A decorator for classes alone. */
export function classDecorator(record: (draft: ClassDraft) => void): AnyDecorator {
  return (target, context) => {
    record(draftOfClass(target as object, context));
  };
}

/** The drafts of a class and its parents, the eldest first; what a parent says is only ever read. */
export function draftsOf(model: EntityClass): ClassDraft[] {
  const drafts = metadataChain(model).flatMap((metadata) =>
    Object.hasOwn(metadata, draftKey) ? (metadata[draftKey] as ClassDraft) : [],
  );
  return drafts.reverse();
}
