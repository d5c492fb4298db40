import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { setOwn } from '../values/collections.ts';
import { plainBytes } from '../values/scalars.ts';

/** The values of an entity that was read that its copies lack. */
export interface Origin {
  readonly entity: object;
  /** The class of the entity. Without a class, its codec. */
  readonly owner: object;
  /** Stored attributes that the class does not declare. */
  readonly undeclared: StoredItem | undefined;
}

/** Cheap test mark for entities with an origin. */
const kept = Symbol.for('annotable.kept');

/** Shared by both copies of the package (ESM, CJS). */
const shared = globalThis as { [kept]?: WeakMap<symbol, Origin> };
shared[kept] ??= new WeakMap();
const origins: WeakMap<symbol, Origin> = shared[kept];

/**
 * Remembers values that copies of an entity lack: its hidden properties and undeclared attributes.
 *
 * The marks are enumerable symbols, so spreads and `Object.assign` copy them. Their value is undefined, so logs show no
 * value and `toEqual` of Jest ignores them. A separate symbol leads from each copy to the entity.
 */
export function markOrigin(origin: Origin): void {
  const mark = Symbol('annotable.origin');
  origins.set(mark, origin);
  const entity = origin.entity as Record<symbol, undefined>;
  entity[kept] = undefined;
  entity[mark] = undefined;
}

/** Returns the entities that this one is copied from, the latest last. An entity that was read is its own origin. */
export function originsOf(entity: object, owner: object): readonly Origin[] {
  if (!(kept in entity)) return none;
  const found = Object.getOwnPropertySymbols(entity).flatMap((symbol) => origins.get(symbol) ?? []);
  return found.filter((origin) => isKin(origin.owner, owner));
}

const none: readonly Origin[] = [];

/** True for a class and its subclasses, whose items can share one table. */
const isKin = (one: object, other: object): boolean =>
  one === other || extendsClass(one, other) || extendsClass(other, one);

const extendsClass = (one: object, other: object): boolean =>
  typeof one === 'function' && typeof other === 'function' && one.prototype instanceof other;

/** Returns a stored value with bytes. The JSON of responses and stream images has base64 text instead. */
export function withBytes(stored: AttributeValue): AttributeValue {
  const { B, BS, L, M }: { readonly B?: unknown; readonly BS?: unknown } & Pick<AttributeValue, 'L' | 'M'> = stored;
  if (B !== undefined) return { B: bytesOf(B) };
  if (Array.isArray(BS)) return { BS: BS.map(bytesOf) };
  if (L !== undefined) return { L: L.map(withBytes) };
  if (M === undefined) return stored;
  const map: StoredItem = {};
  for (const [name, value] of Object.entries(M)) setOwn(map, name, withBytes(value));
  return { M: map };
}

const bytesOf = (bytes: unknown): Uint8Array =>
  typeof bytes === 'string' ? plainBytes(Buffer.from(bytes, 'base64')) : (bytes as Uint8Array);
