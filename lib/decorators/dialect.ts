import 'reflect-metadata/lite';
import type { EntityClass } from '../values/attribute-type.ts';

/** The symbol for the metadata of a class. `Symbol.for` is the fallback of esbuild, swc, and Babel. */
const metadataSymbol: symbol = (Symbol as { metadata?: symbol }).metadata ?? Symbol.for('Symbol.metadata');
// Defined here because the standard dialect reads it when a class is evaluated.
if (!('metadata' in Symbol)) Object.defineProperty(Symbol, 'metadata', { value: metadataSymbol });

/** The metadata object of a class. It inherits from that of the parent class, so each class writes its own. */
export type Metadata = Record<symbol, unknown>;

/** The second argument of a decorator: a standard context, a legacy property name, or nothing. */
export type DecoratorContext = DecoratorContextObject | PropertyKey | undefined;

/** The used part of the standard context. */
interface DecoratorContextObject {
  readonly kind: string;
  readonly name?: PropertyKey | undefined;
  readonly static?: boolean;
  readonly private?: boolean;
  readonly metadata?: object | undefined;
}

/** The place of a property decorator. */
export interface PropertyPlace {
  readonly metadata: Metadata;
  readonly property: PropertyKey;
  /** `'field'`, or another kind: `'static property'`, `'method'`, `'accessor'`, … */
  readonly kind: string;
  /** The type that `emitDecoratorMetadata` emitted. */
  readonly designType: unknown;
}

const isContext = (value: unknown): value is DecoratorContextObject =>
  typeof value === 'object' && value !== null && 'kind' in value;

function ownMetadataOf(target: object): Metadata | undefined {
  return Object.getOwnPropertyDescriptor(target, metadataSymbol)?.value as Metadata | undefined;
}

/** Returns the own metadata object of a class. Creates it if it is absent. */
function ownMetadata(target: object): Metadata {
  const own = ownMetadataOf(target);
  if (own !== undefined) return own;
  const inherited = (target as Record<symbol, Metadata | undefined>)[metadataSymbol];
  const created: Metadata = Object.create(inherited ?? null);
  Object.defineProperty(target, metadataSymbol, { value: created, configurable: true });
  return created;
}

/**
 * Returns the metadata objects of a class and its parents, its own first. Empty if no decorator wrote any.
 *
 * Reads them through the classes, because swc doesn't link the object of a child if only its properties are decorated.
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

/** Returns the metadata of a decorated class, in either dialect. */
export function classMetadata(target: object, context: DecoratorContext): Metadata {
  return isContext(context) ? contextMetadata(context) : ownMetadata(target);
}

/**
 * Returns the place of a property decorator, in either dialect.
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
