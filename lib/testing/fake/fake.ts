import { schemaOf } from '../../decorators/schema-of.ts';
import { ConfigurationError } from '../../errors/configuration-error.ts';
import { anything, type CheckOptions, kind, optionRules } from '../../errors/option-rules.ts';
import { ValidationError, type ValidationIssue } from '../../errors/validation-error.ts';
import { wholeNumber } from '../../errors/whole-number.ts';
import { filledProperties } from '../../json/filled.ts';
import type { Schema } from '../../schema/schema.ts';
import type { StoredItem } from '../../sdk-types.ts';
import type { EntityClass } from '../../values/attribute-type.ts';
import { FakeItem, type FakeRules, instanceOf } from './fake-value.ts';

/** Properties that replace those of a fake item. Undefined leaves an attribute out. */
export type FakeProperties<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/** Options of `fake` and `fakeMany`. */
export interface FakeOptions<T> {
  /** The same seed makes the same items, another one makes items with other keys. Default: 0. */
  readonly seed?: number | string | undefined;
  /** Properties that replace the made ones, or a function that returns them for the number of an item, from 0. */
  readonly overrides?: FakeProperties<T> | ((index: number) => FakeProperties<T>) | undefined;
}

const checkFake: CheckOptions = optionRules<FakeOptions<object>>({
  seed: kind('must be a number or a string', (value) => typeof value === 'number' || typeof value === 'string'),
  overrides: anything,
});

/** Values that are tried for an attribute, before its validator counts as too strict. */
const maxTries = 200;

/**
 * Returns a valid item with made-up values, for `create` and `put`. The same call returns the same item.
 *
 * It has a value for each attribute, also for optional ones. It lacks those that the framework fills: versions, times,
 * generated ids, and derived attributes. An expiry is in the years 2090 to 2099. Overrides are not checked.
 *
 * @param model - a model class, or the result of `defineSchema`
 * @returns an instance of the class, whose constructor did not run
 * @throws ConfigurationError `configuration.invalid` if a validator refuses 200 values, or an override is no attribute;
 *   the message names the attribute
 * @throws ModelDefinitionError `model.invalid` if the class can't be a model
 * @example
 * await phones.create(fake(Phone, { overrides: { name: 'Ann' } }));
 * // PutItem { Item: { personId: { N: '7000000' }, name: { S: 'Ann' } }, … }
 */
export function fake<T extends object>(model: EntityClass<T> | Schema<T>, options: FakeOptions<T> = {}): T {
  checkFake(options, 'annotable/testing', 'fake');
  return new FakeMaker(schemaFor(model), options).make(0);
}

/**
 * Returns valid items with made-up values, as `fake` does. Their keys and unique values differ.
 *
 * @param count - 0 or more
 * @throws ConfigurationError `configuration.invalid` if `count` is no number, if a validator refuses 200 values, or if a
 *   class has fewer keys
 * @example
 * await phones.putMany(fakeMany(Phone, 50));
 * // BatchWriteItem { RequestItems: { phonebook: [25 puts] } }, twice
 */
export function fakeMany<T extends object>(
  model: EntityClass<T> | Schema<T>,
  count: number,
  options: FakeOptions<T> = {},
): T[] {
  checkFake(options, 'annotable/testing', 'fakeMany');
  wholeNumber('count', count, { least: 0 });
  const maker = new FakeMaker(schemaFor(model), options);
  return Array.from({ length: count }, (_, index) => maker.make(index));
}

const schemaFor = <T extends object>(model: EntityClass<T> | Schema<T>): Schema<T> =>
  typeof model === 'function' ? schemaOf(model) : model;

/** Makes the items of one call. */
class FakeMaker<T extends object> {
  readonly #schema: Schema<T>;
  readonly #options: FakeOptions<T>;
  readonly #filled: ReadonlySet<string>;
  readonly #rules: FakeRules;
  /** Numbers of values that validators refused, by path. The next item begins with others. */
  #learned: ReadonlyMap<string, number> = new Map();
  /** Texts of the keys and unique values so far. */
  readonly #taken = new Set<string>();

  constructor(schema: Schema<T>, options: FakeOptions<T>) {
    if (schema.entity?.isAbstract === true)
      throw new ConfigurationError(`${schema.name} is abstract and has no items; fake one of its subclasses`);
    this.#schema = schema;
    this.#options = options;
    this.#filled = filledProperties(schema);
    const uniques = schema.uniques.map(({ property }) => property);
    this.#rules = { expiry: schema.timeToLive, identity: new Set([...schema.key.paths, ...uniques]) };
  }

  make(index: number): T {
    const overrides = this.#overrides(index);
    const item = new FakeItem(String(this.#options.seed ?? 0), index, this.#rules, this.#learned);
    let refused: readonly ValidationIssue[] = [];
    for (let tries = 0; tries < maxTries; tries++) {
      const values = { ...this.#values(item, false), ...overrides };
      const instance = instanceOf(this.#schema.mapper.document, values) as T;
      const stored = this.#stored(instance, { ...this.#values(item, true), ...overrides });
      refused = isRefusal(stored) ? refusedMade(stored, overrides) : this.#takenIn(stored, tries);
      if (refused.length === 0) {
        this.#learned = item.learned;
        return instance;
      }
      for (const { path } of refused) item.refuse(tries % 10 === 9 ? firstOf(path) : path);
    }
    throw this.#tooStrict(refused);
  }

  /** Makes the values that the framework fills, or all others. */
  #values(item: FakeItem, areFilled: boolean): Record<string, unknown> {
    const { softDelete, mapper } = this.#schema;
    return item.members(
      mapper.document,
      ({ attribute }) =>
        attribute.derivedFrom === undefined &&
        attribute !== softDelete?.attribute &&
        this.#filled.has(attribute.property) === areFilled,
    );
  }

  /** Returns the stored form of an item, or why it is refused. */
  #stored(instance: T, filled: object): StoredItem | readonly ValidationIssue[] {
    try {
      return this.#schema.mapper.toItem(instance, filled);
    } catch (error) {
      if (error instanceof ValidationError) return error.issues;
      throw error;
    }
  }

  /** Returns the places whose values another item has. Takes the values if there is none. */
  #takenIn(stored: StoredItem, tries: number): readonly ValidationIssue[] {
    const { key, mapper, uniques } = this.#schema;
    const texts = new Map([[key.paths[tries % key.paths.length] ?? '', textOf(mapper.keyOf(stored))]]);
    for (const { property, name } of uniques)
      if (stored[name] !== undefined) texts.set(property, `${property} ${textOf(stored[name])}`);
    const taken = [...texts].filter(([, text]) => this.#taken.has(text));
    if (taken.length === 0) for (const text of texts.values()) this.#taken.add(text);
    return taken.map(([path]) => ({ path, message: 'has too few values for so many items', code: 'range' }));
  }

  #overrides(index: number): object {
    const { overrides = {} } = this.#options;
    const given: unknown = typeof overrides === 'function' ? overrides(index) : overrides;
    const { name, mapper } = this.#schema;
    if (typeof given !== 'object' || given === null)
      throw new ConfigurationError(`${name}: overrides must be an object, or a function that returns one`);
    for (const property of Object.keys(given))
      if (!mapper.document.members.has(property))
        throw new ConfigurationError(`${name}: overrides has '${property}', which is no attribute of ${name}`);
    return given;
  }

  #tooStrict([issue]: readonly ValidationIssue[]): ConfigurationError {
    const { name } = this.#schema;
    const place = issue?.path ? `${name}.${issue.path}` : name;
    const first = firstOf(issue?.path ?? '');
    const cure = first === '' ? 'overrides' : `overrides: { ${first}: … }`;
    return new ConfigurationError(
      `${place}: ${maxTries} made-up values were refused (${issue?.message}); pass valid ones by ${cure}`,
    );
  }
}

const isRefusal = (stored: StoredItem | readonly ValidationIssue[]): stored is readonly ValidationIssue[] =>
  Array.isArray(stored);

/** Returns the issues of made-up values. Those of overrides may be the purpose of a test. */
const refusedMade = (issues: readonly ValidationIssue[], overrides: object): readonly ValidationIssue[] =>
  issues.filter(({ path }) => !Object.hasOwn(overrides, firstOf(path)));

/** The attribute of a path: `address` of `address.lines[0]`. */
const firstOf = (path: string): string => /^[^.[]*/.exec(path)?.[0] ?? '';

const textOf = (stored: unknown): string =>
  JSON.stringify(stored, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
  );
