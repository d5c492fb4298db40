import { isDeepStrictEqual } from 'node:util';
import type { Item, ModelName } from './records.ts';

/** The stored item of a key. Undefined if there is none. */
export type State = Item | undefined;

/** Model and key of a record. */
export interface Place {
  readonly model: ModelName;
  readonly owner: string;
  readonly name: string;
}

/** Returns the key of a place for a repository. */
export const keyOf = ({ owner, name }: Place): Pick<Item, 'owner' | 'name'> => ({ owner, name });

/** A guarantee that was broken. */
export class Loss extends Error {}

/** The possible states of each key according to the responses. A key has several after a lost response. */
export class Ledger {
  readonly #states = new Map<string, readonly State[]>();
  readonly #seen = new Map<string, Set<string>>();
  readonly #places = new Map<string, Place>();
  readonly #underWay = new Set<string>();

  /** Returns all possible states of a place. */
  possible(place: Place): readonly State[] {
    return this.#states.get(textOfPlace(place)) ?? [undefined];
  }

  isKnown(place: Place): boolean {
    return this.possible(place).length === 1;
  }

  /** Returns the state of a place that `isKnown`. */
  known(place: Place): State {
    return this.possible(place)[0];
  }

  set(place: Place, ...states: readonly State[]): void {
    const key = textOfPlace(place);
    this.#places.set(key, place);
    const different = states.filter(
      (state, index) => states.findIndex((other) => isDeepStrictEqual(other, state)) === index,
    );
    this.#states.set(key, different);
    const seen = this.#seen.get(key) ?? new Set(['undefined']);
    for (const state of different) seen.add(textOf(state));
    this.#seen.set(key, seen);
  }

  /** Sets the state of a place to the result of a consistent read. @throws Loss if that state is not possible */
  settle(place: Place, read: State, what: string): void {
    const possible = this.possible(place);
    if (!possible.some((state) => isDeepStrictEqual(state, read)))
      throw new Loss(
        `${what}: ${textOfPlace(place)} is ${textOf(read)}, and should be ${possible.map(textOf).join(' or ')}`,
      );
    if (!this.#underWay.has(textOfPlace(place))) this.set(place, read);
  }

  /** Marks a place as unsettled, because a write that timed out may still arrive after any read. */
  leaveUnderWay(place: Place): void {
    this.#underWay.add(textOfPlace(place));
  }

  /** Checks an eventually consistent read, which returns any earlier state. */
  checkPast(place: Place, read: State, what: string): void {
    const seen = this.#seen.get(textOfPlace(place)) ?? new Set(['undefined']);
    if (!seen.has(textOf(read))) throw new Loss(`${what}: ${textOfPlace(place)} never was ${textOf(read)}`);
  }

  /** Returns every place of a model that was ever written, of one owner or of all. */
  places(model: ModelName, owner?: string): Place[] {
    return [...this.#places.values()].filter(
      (place) => place.model === model && (owner === undefined || place.owner === owner),
    );
  }

  /** Checks a consistent read of all items of a model, or of one owner. @throws Loss */
  settleAll(model: ModelName, owner: string | undefined, items: readonly Item[], what: string): void {
    const found = new Map(items.map((item) => [textOfPlace({ model, ...item }), item]));
    if (found.size < items.length) throw new Loss(`${what}: an item came twice`);
    for (const place of this.places(model, owner)) {
      this.settle(place, found.get(textOfPlace(place)), what);
      found.delete(textOfPlace(place));
    }
    const [unknown] = found.keys();
    if (unknown !== undefined) throw new Loss(`${what}: nobody wrote ${unknown}`);
  }
}

const textOfPlace = ({ model, owner, name }: Place): string => `${model}/${owner}/${name}`;

/** Returns the JSON of a state, with sorted properties, so equal states have equal texts. */
const textOf = (state: State): string =>
  state === undefined ? 'undefined' : JSON.stringify(Object.fromEntries(Object.entries(state).sort()));
