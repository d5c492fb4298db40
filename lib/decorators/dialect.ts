import 'reflect-metadata';
import type { EntityClass } from '../values/attribute-type.ts';

/** The well-known symbol under which a class keeps its metadata; the one that esbuild, swc and Babel fall back to. */
const metadataSymbol: symbol = (Symbol as { metadata?: symbol }).metadata ?? Symbol.for('Symbol.metadata');
// The standard dialect reads it when a class is evaluated, so it has to be there before.
if (!('metadata' in Symbol)) Object.defineProperty(Symbol, 'metadata', { value: metadataSymbol });

/** A class's metadata object: its prototype is the parent class's, so what a class writes is its own. */
export type Metadata = Record<symbol, unknown>;

/** What a decorator is given besides its target: a standard context, a legacy property name, or nothing. */
export type DecoratorContext = DecoratorContextObject | PropertyKey | undefined;

/** The part of the standard context that is used; the compiler's own types say more. */
interface DecoratorContextObject {
  readonly kind: string;
  readonly name?: PropertyKey | undefined;
  readonly static?: boolean;
  readonly metadata?: object | undefined;
}

/** What a property decorator stands on. */
export interface PropertyPlace {
  readonly metadata: Metadata;
  readonly property: PropertyKey;
  /** `'field'`, or what else it is: `'static property'`, `'method'`, `'accessor'`, … */
  readonly kind: string;
  /** The type that `emitDecoratorMetadata` wrote. */
  readonly designType: unknown;
}

const isContext = (value: unknown): value is DecoratorContextObject =>
  typeof value === 'object' && value !== null && 'kind' in value;

/** A class's own metadata object, made where it has none. */
function ownMetadata(target: object): Metadata {
  const own = Object.getOwnPropertyDescriptor(target, metadataSymbol)?.value as Metadata | undefined;
  if (own !== undefined) return own;
  const created: Metadata = Object.create(metadataOf(target as EntityClass) ?? null);
  Object.defineProperty(target, metadataSymbol, { value: created, configurable: true });
  return created;
}

/** A class's metadata object, its own or inherited; undefined where no decorator wrote any. */
export function metadataOf(target: EntityClass): Metadata | undefined {
  return (target as unknown as Record<symbol, Metadata | undefined>)[metadataSymbol];
}

function contextMetadata(context: DecoratorContextObject): Metadata {
  if (context.metadata !== undefined) return context.metadata as Metadata;
  throw new TypeError(
    'annotable: this class was evaluated before Symbol.metadata existed; import annotable before the module that defines it',
  );
}

/** What a class decorator stands on, in either dialect. */
export function classMetadata(target: object, context: DecoratorContext): Metadata {
  return isContext(context) ? contextMetadata(context) : ownMetadata(target);
}

/**
 * What a property decorator stands on, in either dialect.
 *
 * Standard: `(undefined, context)`. Legacy: `(prototype, name)`, or `(class, name)` for a static property.
 */
export function propertyPlace(target: unknown, context: DecoratorContext, descriptor?: unknown): PropertyPlace {
  if (isContext(context)) {
    const kind = context.static ? `static ${context.kind}` : context.kind;
    return { metadata: contextMetadata(context), property: context.name ?? '', kind, designType: undefined };
  }
  const property = context ?? '';
  const owner = target as object;
  const isStatic = typeof target === 'function';
  return {
    metadata: ownMetadata(isStatic ? owner : owner.constructor),
    property,
    kind: isStatic ? 'static property' : legacyKind(descriptor),
    designType: Reflect.getMetadata('design:type', owner, typeof property === 'number' ? String(property) : property),
  };
}

function legacyKind(descriptor: unknown): string {
  if (typeof descriptor !== 'object' || descriptor === null) return 'field';
  if ('get' in descriptor || 'set' in descriptor) return 'accessor';
  return 'value' in descriptor && typeof descriptor.value === 'function' ? 'method' : 'field';
}
