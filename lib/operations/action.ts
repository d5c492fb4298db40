import { isFields } from '../expressions/fields.ts';
import { spreadMerges } from '../expressions/merged-changes.ts';
import { headOf, parsePath } from '../expressions/path.ts';
import type { UpdateSettings } from '../expressions/update.ts';
import type { Schema } from '../schema/schema.ts';
import type { AttributeValue, StoredItem, TransactWriteItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { checkRequest, deleteIfExistsRequest, deleteRequest } from './delete-item.ts';
import { type Effects, effectsOf, type WriteOptions } from './effects.ts';
import { createRequest, putRequest } from './put-item.ts';
import { updateRequest, upsertRequest } from './update-item.ts';
import type { Precondition } from './write-condition.ts';

/** What a write does; each is one call, and one action of a transaction. */
export type ActionName = 'create' | 'put' | 'upsert' | 'update' | 'delete' | 'deleteIfExists' | 'check';

/** A write as it was asked for. */
export interface GivenAction {
  readonly name: ActionName;
  readonly schema: Schema;
  /** Of `create` and `put`. */
  readonly item?: unknown;
  /** Of all others. */
  readonly key?: unknown;
  /** Of `update` and `upsert`. */
  readonly changes?: unknown;
  readonly options: WriteOptions & { readonly if?: unknown };
  readonly nowMs: number;
}

/** A write that was checked, its extensions asked and its values encoded: all that is decided once. */
export interface WriteAction {
  readonly name: ActionName;
  readonly schema: Schema;
  readonly key: StoredItem;
  readonly item: StoredItem | undefined;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly settings: UpdateSettings;
  readonly guard: Precondition;
  readonly explain: Effects['explain'];
  readonly recognise: Effects['recognise'];
  /** True if its condition keeps it from being done a second time. */
  readonly isIdempotent: boolean;
  /** True if `recognise` knows it again then. */
  readonly isKnown: boolean;
  /** True if what extensions change does no more when it is done twice. */
  readonly hasRepeatableEffects: boolean;
  readonly nowMs: number;
  /** As a transaction takes it; a single call takes what is in it. */
  readonly request: TransactWriteItem;
}

/** A write whose request is still to be built. */
type DecidedAction = Omit<WriteAction, 'request'>;

/** No changes. */
const nothing: Readonly<Record<string, unknown>> = Object.freeze({});

const noEffects: Effects = {
  item: undefined,
  additions: nothing,
  conditions: [],
  explain: () => undefined,
  recognise: () => false,
  isIdempotent: false,
  isKnown: false,
  isRepeatable: true,
};

/**
 * Prepares a write: checks it, asks the extensions, encodes its values and builds its request.
 *
 * @throws ValidationError `item.invalid`
 */
export function prepareAction(given: GivenAction): WriteAction {
  const { name, schema, options, nowMs } = given;
  const isPut = name === 'create' || name === 'put';
  const entity = isPut ? schema.mapper.completed(given.item) : undefined;
  const effects = name === 'check' ? noEffects : askExtensions(given, name, entity);
  const item = isPut ? schema.mapper.toItem(entity, effects.item) : undefined;
  const key = item === undefined ? schema.mapper.toKey(given.key) : schema.mapper.keyOf(item);
  const isChange = name === 'update' || name === 'upsert';
  return withRequest({
    name,
    schema,
    key,
    item,
    changes: isChange ? without(changesOf(given, key), effects.additions) : nothing,
    settings: {
      additions: effects.additions,
      defaults: name === 'upsert' ? defaultsOf(schema, key) : undefined,
      documents: undefined,
      mayBeEmpty: undefined,
    },
    guard: { nowMs, if: options.if, conditions: effects.conditions },
    explain: effects.explain,
    recognise: effects.recognise,
    isIdempotent: effects.isIdempotent,
    isKnown: effects.isKnown,
    hasRepeatableEffects: effects.isRepeatable,
    nowMs,
  });
}

/**
 * An action of which something was decided anew: documents to make, values that must not have changed.
 *
 * @throws ValidationError `item.invalid`
 */
export function reviseAction(
  action: WriteAction,
  revision: Partial<Pick<WriteAction, 'changes' | 'settings' | 'guard'>>,
): WriteAction {
  return withRequest({ ...action, ...revision });
}

/** The literal is written out, since a copy by spread costs as much as all else that is decided. */
const withRequest = (action: DecidedAction): WriteAction => ({
  name: action.name,
  schema: action.schema,
  key: action.key,
  item: action.item,
  changes: action.changes,
  settings: action.settings,
  guard: action.guard,
  explain: action.explain,
  recognise: action.recognise,
  isIdempotent: action.isIdempotent,
  isKnown: action.isKnown,
  hasRepeatableEffects: action.hasRepeatableEffects,
  nowMs: action.nowMs,
  request: requestOf(action),
});

function askExtensions(
  { schema, key, changes, options, nowMs }: GivenAction,
  name: Exclude<ActionName, 'check'>,
  item: unknown,
): Effects {
  if (schema.extensions.length === 0 && options.version === undefined) return noEffects;
  const operation = name === 'deleteIfExists' ? 'delete' : name;
  const keyed = item ?? key;
  return effectsOf({ schema, operation, item: objectOf(item), key: objectOf(key), changes, options, keyed, nowMs });
}

const objectOf = (given: unknown): object | undefined =>
  typeof given === 'object' && given !== null ? given : undefined;

/** What an extension changes counts in the place of what was given. */
function without(
  changes: Readonly<Record<string, unknown>>,
  additions: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (additions === nothing) return changes;
  const given = Object.entries(changes).filter(([path]) => !Object.hasOwn(additions, path));
  return given.length === Object.keys(changes).length ? changes : Object.fromEntries(given);
}

function changesOf({ schema, changes }: GivenAction, key: StoredItem): Readonly<Record<string, unknown>> {
  const issues = new Issues();
  try {
    if (isFields(changes)) return spread(schema, canonical(schema, changes), key);
    issues.report('the changes must be an object of paths and values');
  } catch (error) {
    issues.reportUnread(error);
  }
  throw schema.mapper.refusal(issues, schema.mapper.keyText(key));
}

/** Changes in which each `merge()` is replaced by its paths. */
function spread(
  schema: Schema,
  changes: Readonly<Record<string, unknown>>,
  key: StoredItem,
): Readonly<Record<string, unknown>> {
  const issues = new Issues();
  const all = spreadMerges(schema, changes, issues);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues, schema.mapper.keyText(key));
  return all;
}

/** Changes of which a whole attribute is named by its property, however it was written: `'["email"]'` → `email`. */
function canonical(schema: Schema, changes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const plain = (path: string): string => {
    const head = headOf(schema, path);
    const isWhole = head !== path && Object.hasOwn(schema.attributes, head) && parsePath(path)?.length === 1;
    // One that is given both ways stays as it is, and is refused as an overlap.
    return isWhole && !Object.hasOwn(changes, head) ? head : path;
  };
  if (Object.keys(changes).every((path) => plain(path) === path)) return changes;
  return Object.fromEntries(Object.entries(changes).map(([path, value]) => [plain(path), value]));
}

/** What an upsert sets where it is absent: made once, so that a default that is made anew each time is one value. */
function defaultsOf(schema: Schema, key: StoredItem): Map<string, AttributeValue> {
  const issues = new Issues();
  const defaults = schema.mapper.defaults(issues);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues, schema.mapper.keyText(key));
  return defaults;
}

function requestOf(action: DecidedAction): TransactWriteItem {
  const { name, schema, key, item = {}, changes, settings, guard } = action;
  if (name === 'create') return { Put: createRequest(schema, item, guard) };
  if (name === 'put') return { Put: putRequest(schema, item, guard) };
  if (name === 'delete') return { Delete: deleteRequest(schema, key, guard) };
  if (name === 'deleteIfExists') return { Delete: deleteIfExistsRequest(schema, key, guard) };
  if (name === 'check') return { ConditionCheck: checkRequest(schema, key, guard) };
  const build = name === 'update' ? updateRequest : upsertRequest;
  return { Update: build(schema, key, changes, settings, guard) as TransactWriteItem['Update'] };
}
