import { type DocumentDefinition, documentOf } from '../schema/definition.ts';
import type { AnyAttributeType, AttributeType, EntityClass } from '../values/attribute-type.ts';
import { isDescribedType, isScalarType } from '../values/converter-of.ts';
import { draftsOf } from './draft.ts';

/** The type from the decorator, or the type that the compiler emitted. */
export interface GivenType {
  readonly type?: unknown;
  readonly designType?: unknown;
}

const cures = new Map<unknown, string>([
  [Array, 'an array needs its element type: @Attribute(listOf(String))'],
  [Set, 'a set needs its element type: @Attribute(setOf(String))'],
  [Map, 'a Map is no attribute type; use a plain object with @Attribute(mapOf(String))'],
  [Object, 'the compiler emits only Object for it; write its type: @Attribute(String), @Attribute(json()), …'],
  [
    Function,
    "the compiler emits only Function for it; import the class without 'type', or write @Attribute(() => Class)",
  ],
]);

const isThunk = (type: unknown): type is () => unknown =>
  typeof type === 'function' && !Object.hasOwn(type, 'prototype') && !isScalarType(type);

const isClass = (type: unknown): type is EntityClass => typeof type === 'function' && !isThunk(type);

const isModel = (type: unknown): type is EntityClass => isClass(type) && draftsOf(type).length > 0;

/** The place of a type, and the context of its resolution. */
interface Resolution {
  readonly where: string;
  readonly given: GivenType;
  readonly documentOfClass: (model: EntityClass) => DocumentDefinition;
  readonly problems: string[];
}

/**
 * Returns an attribute type with every model class replaced by its document. Undefined, with a problem, if it is
 * invalid.
 */
export function resolveType(
  where: string,
  given: GivenType,
  documentOfClass: (model: EntityClass) => DocumentDefinition,
  problems: string[],
): AnyAttributeType | undefined {
  return resolve('type' in given ? given.type : given.designType, { where, given, documentOfClass, problems });
}

function resolve(type: unknown, resolution: Resolution): AnyAttributeType | undefined {
  const { where, given, documentOfClass, problems } = resolution;
  if (isDescribedType(type)) return resolveDescribed(type, resolution);
  if (isScalarType(type)) return type as AnyAttributeType;
  if (type === Buffer) return Uint8Array;
  if (isThunk(type)) return documentOf(() => lateDocument(where, type(), documentOfClass));
  if (isModel(type)) return documentOf(() => documentOfClass(type));
  problems.push(`${where}: ${cureFor(type, given)}`);
  return undefined;
}

function resolveDescribed(type: AttributeType<unknown>, resolution: Resolution): AnyAttributeType | undefined {
  if (type.classes !== undefined) return resolveClasses(type, type.classes, resolution);
  if (type.elements !== undefined) return resolveTuple(type, type.elements, resolution);
  if (type.of === undefined) return type;
  const of = resolve(type.of, resolution);
  return of && { ...type, of };
}

function resolveTuple(
  type: AttributeType<unknown>,
  given: readonly AnyAttributeType[],
  resolution: Resolution,
): AnyAttributeType | undefined {
  const elements = given.flatMap((element) => resolve(element, resolution) ?? []);
  return elements.length < given.length ? undefined : { ...type, elements };
}

/** Replaces the classes by their documents, which are known only after all modules are evaluated. */
function resolveClasses(
  type: AttributeType<unknown>,
  given: NonNullable<AttributeType<unknown>['classes']>,
  { where, documentOfClass }: Resolution,
): AnyAttributeType {
  const classes = (): readonly unknown[] => {
    const models = typeof given === 'function' ? given() : given;
    return models.map((model) => (isDescribedType(model) ? model : lateDocument(where, model, documentOfClass)));
  };
  return { ...type, classes };
}

/** The class of a function is known only when it is called, after all modules are evaluated. */
function lateDocument(
  where: string,
  model: unknown,
  documentOfClass: (model: EntityClass) => DocumentDefinition,
): DocumentDefinition {
  if (isModel(model)) return documentOfClass(model);
  const name = isClass(model) ? model.name : String(model);
  return {
    name,
    attributes: {},
    problems: [`${where}: it is given ${name}, which is no model: it has no @Attribute`],
  };
}

/** True for a TypeScript `enum`: capitalized names with strings or numbers, which no options have. */
export function isEnumObject(type: unknown): boolean {
  if (typeof type !== 'object' || type === null || Array.isArray(type)) return false;
  const entries: [string, unknown][] = Object.entries(type);
  return (
    entries.length > 0 &&
    entries.every(([name, value]) => /^[A-Z\d]/.test(name) && ['string', 'number'].includes(typeof value))
  );
}

function cureFor(type: unknown, given: GivenType): string {
  const cure = cures.get(type);
  if (cure !== undefined) return cure;
  if (isEnumObject(type))
    return 'an enum is no attribute type; write @Enum(Color) @Attribute(String), or Number for numbers';
  if (isClass(type)) return `${type.name} is no model: it has no @Attribute`;
  if (type !== undefined) return `${String(type)} is no attribute type`;
  return 'type' in given
    ? 'its type is undefined: modules import each other in a circle; write @Attribute(() => Class)'
    : 'it has no type, and the compiler emitted none; write it: @Attribute(String)';
}
