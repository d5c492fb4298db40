import 'reflect-metadata/lite';
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
  readonly private?: boolean;
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

function ownMetadataOf(target: object): Metadata | undefined {
  return Object.getOwnPropertyDescriptor(target, metadataSymbol)?.value as Metadata | undefined;
}

/** A class's own metadata object, made where it has none. */
function ownMetadata(target: object): Metadata {
  const own = ownMetadataOf(target);
  if (own !== undefined) return own;
  const inherited = (target as Record<symbol, Metadata | undefined>)[metadataSymbol];
  const created: Metadata = Object.create(inherited ?? null);
  Object.defineProperty(target, metadataSymbol, { value: created, configurable: true });
  return created;
}

/**
 * The metadata objects of a class and its parents, its own first; none where no decorator wrote any.
 *
 * They are found through the classes: swc doesn't link a child's object to its parent's where only properties of the
 * child are decorated.
 */
export function metadataChain(model: EntityClass): Metadata[] {
  const chain: Metadata[] = [];
  for (let target: unknown = model; typeof target === 'function'; target = Object.getPrototypeOf(target)) {
    const own = ownMetadataOf(target);
    if (own !== undefined) chain.push(own);
  }
  return chain;
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
    const kind = `${context.static ? 'static ' : ''}${context.private ? 'private ' : ''}${context.kind}`;
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
