import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { setOwn } from '../values/collections.ts';
import { plainBytes } from '../values/scalars.ts';

/** Of an entity that was read: what its copies lack. */
export interface Origin {
  readonly entity: object;
  /** The class of the entity; what describes it, if it has none. */
  readonly owner: object;
  /** Stored attributes that the class does not declare. */
  readonly undeclared: StoredItem | undefined;
}

/** Whether an entity has an origin is quickly seen. */
const kept = Symbol.for('annotable.kept');

/** One for both copies of the package (ESM, CJS). */
const shared = globalThis as { [kept]?: WeakMap<symbol, Origin> };
shared[kept] ??= new WeakMap();
const origins: WeakMap<symbol, Origin> = shared[kept];

/**
 * Remembers what the copies of an entity lack: its hidden properties, and what its class does not declare.
 *
 * The marks are enumerable symbols, so spreads and `Object.assign` copy them. Their value is undefined, so no value shows
 * in a log, and Jest's `toEqual` takes them for absent. A symbol of its own leads from each copy to the entity.
 */
export function markOrigin(origin: Origin): void {
  const mark = Symbol('annotable.origin');
  origins.set(mark, origin);
  const entity = origin.entity as Record<symbol, undefined>;
  entity[kept] = undefined;
  entity[mark] = undefined;
}

/** The entities that one is copied from, the last one last; itself, if it was read. */
export function originsOf(entity: object, owner: object): readonly Origin[] {
  if (!(kept in entity)) return none;
  const found = Object.getOwnPropertySymbols(entity).flatMap((symbol) => origins.get(symbol) ?? []);
  return found.filter((origin) => isKin(origin.owner, owner));
}

const none: readonly Origin[] = [];

/** A class, and those that extend it: their items may be of one table. */
const isKin = (one: object, other: object): boolean =>
  one === other || extendsClass(one, other) || extendsClass(other, one);

const extendsClass = (one: object, other: object): boolean =>
  typeof one === 'function' && typeof other === 'function' && one.prototype instanceof other;

/** A stored value as DynamoDB takes it: the JSON of an answer or a stream image has base64 text for bytes. */
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
