import { isOptions } from '../errors/option-rules.ts';
import type { StoredItem } from '../sdk-types.ts';
import { setOwn } from '../values/collections.ts';
import type { Issues } from '../values/issues.ts';
import type { AttributeSchema } from './attribute-schema.ts';
import type { AttributeSettings, Derivation, SchemaDefinition } from './definition.ts';
import { type KeySource, keySourceOf } from './key-source.ts';
import { derivation, knownOptions } from './known-options.ts';
import type { DerivedAttribute } from './made-attributes.ts';
import { isAsync } from './validate-value.ts';

type Attributes = Readonly<Record<string, AttributeSchema>>;

const isText = (path: unknown): path is string => typeof path === 'string';

/** Returns the paths that an attribute is derived from. Undefined if writes set its value. */
export function derivedFromOf({ derive }: AttributeSettings): readonly string[] | undefined {
  if (derive === undefined) return undefined;
  const from: unknown = isOptions(derive) ? derive.from : undefined;
  return Object.freeze(Array.isArray(from) ? from.filter(isText) : []);
}

/** Compiles the derived attributes of a class. Adds their problems to the list. */
export function compileDerived(
  definition: SchemaDefinition,
  attributes: Attributes,
  problems: string[],
): DerivedAttribute[] {
  return Object.entries(definition.attributes).flatMap(([property, settings]) => {
    const attribute = attributes[property];
    const { derive } = settings;
    if (derive === undefined || attribute === undefined) return [];
    const report = (message: string): void => {
      problems.push(`'${property}' is derived: ${message}`);
    };
    checkRule(derive, `'${property}' is derived: derive`, report, problems);
    checkSettings(definition, property, settings, report);
    checkUnique(definition, attribute, report);
    const from = attribute.derivedFrom ?? [];
    const sources = from.flatMap((path) => sourceOf(definition, attributes, path, report) ?? []);
    return [derivedProperty(attribute, derive, sources)];
  });
}

function checkRule(derive: Derivation, where: string, report: (message: string) => void, problems: string[]): void {
  const { from, value } = knownOptions(where, derive, derivation, problems);
  if (!isOptions(derive)) return;
  if (!Array.isArray(from) || from.length === 0 || !from.every(isText))
    report("`from` is the list of the properties that it depends on, such as ['first', 'last']");
  if (typeof value !== 'function') report('`value` is the function that returns its value');
}

function checkSettings(
  { deletedAt, extensions = [] }: SchemaDefinition,
  property: string,
  { default: value, readOnly }: AttributeSettings,
  report: (message: string) => void,
): void {
  if (value !== undefined) report('it has no default; return it from derive.value');
  if (readOnly === true) report('it changes with its sources, so it is not read-only; leave readOnly out');
  if (deletedAt?.property === property) report('@DeletedAt is set by delete(); leave derive out');
  const keeper = extensions.find(({ manages = [] }) => manages.includes(property));
  if (keeper !== undefined) report(`the extension '${keeper.name}' sets it already; leave derive out`);
}

/** A soft delete keeps unique values, so they can't depend on the attributes that it changes. */
function checkUnique(
  { deletedAt, timeToLive }: SchemaDefinition,
  { unique, derivedFrom }: AttributeSchema,
  report: (message: string) => void,
): void {
  if (!unique || deletedAt === undefined) return;
  const expiry = deletedAt.purgeAfterDays === undefined ? undefined : timeToLive;
  for (const path of derivedFrom ?? [])
    if (path === deletedAt.property || path === expiry)
      report(`it is unique, so its \`from\` can't have '${path}', which delete() changes`);
}

/** Returns a source of a derived attribute. Undefined, with a problem, if it can't be one. */
function sourceOf(
  { untyped = [], attributes: settings }: SchemaDefinition,
  attributes: Attributes,
  path: string,
  report: (message: string) => void,
): KeySource | undefined {
  // The compilation of the attribute reports it.
  const [property = ''] = path.split('.');
  const isReported = Object.hasOwn(settings, property) && attributes[property] === undefined;
  if (isReported || untyped.includes(property)) return undefined;
  const source = keySourceOf(attributes, path, 'plain');
  if (typeof source === 'string') report(`its \`from\` has '${path}': ${source}`);
  else if (source.attribute.derivedFrom !== undefined)
    report(`its \`from\` has '${path}', which is derived itself; name the properties that '${path}' depends on`);
  else return source;
  return undefined;
}

function derivedProperty(
  attribute: AttributeSchema,
  derive: Derivation,
  sources: readonly KeySource[],
): DerivedAttribute {
  const { name, property, optional, codec } = attribute;
  return {
    name,
    attribute,
    sources: [...new Set(sources.map((source) => source.attribute))],
    stored: (item, issues) => {
      const parts = partsOf(sources, item, issues);
      if (parts === undefined) return undefined;
      const mark = issues.list.length;
      const value = called(derive, parts, issues);
      const isAbsent = value === undefined && issues.list.length === mark;
      if (isAbsent && !optional)
        issues.report(
          'is required, and its derive.value returned undefined; declare it { optional: true }',
          'required',
        );
      const stored = value === undefined ? undefined : codec.encode(value, issues);
      issues.within(mark, property);
      return stored;
    },
  };
}

/** Returns the argument of `value`. Undefined if the item lacks a part that every item has, or one can't be read. */
function partsOf(sources: readonly KeySource[], item: StoredItem, issues: Issues): Record<string, unknown> | undefined {
  const start = issues.list.length;
  const parts: Record<string, unknown> = {};
  for (const source of sources) {
    const mark = issues.list.length;
    const value = source.shownIn(item, issues);
    if (issues.list.length > mark) issues.within(mark, source.path);
    else if (value === undefined && !mayBeAbsent(source)) return undefined;
    setOwn(parts, source.path, value);
  }
  return issues.list.length > start ? undefined : parts;
}

const mayBeAbsent = ({ attribute, path, canBeAbsent }: KeySource): boolean =>
  attribute.optional || canBeAbsent || (attribute.nullable && path !== attribute.property);

function called(derive: Derivation, parts: Record<string, unknown>, issues: Issues): unknown {
  let value: unknown;
  try {
    value = derive.value(parts);
  } catch (error) {
    issues.reportThrown("can't be derived: its derive.value", error);
    return undefined;
  }
  if (!isAsync(value)) return value;
  issues.report("can't be derived: its derive.value returns a promise, and must return the value itself");
  return undefined;
}

/** Returns a key of an index that depends on what the derived properties in it are made of. */
export function withSources(made: DerivedAttribute, properties: readonly DerivedAttribute[]): DerivedAttribute {
  const used = properties.filter(({ attribute }) => attribute !== undefined && made.sources.includes(attribute));
  if (used.length === 0) return made;
  const own = made.sources.filter(({ derivedFrom }) => derivedFrom === undefined);
  return {
    ...made,
    sources: [...new Set([...own, ...used.flatMap(({ sources }) => sources)])],
    uses: used.map(({ name }) => name),
  };
}
