import { isDeepStrictEqual } from 'node:util';
import type { UpdateSettings } from '../expressions/update.ts';
import type { ExtensionWrite, WriteOperation } from '../schema/extension.ts';
import { isHidden } from '../schema/hidden.ts';
import type { Schema } from '../schema/schema.ts';
import type { AttributeValue, StoredItem, TransactWriteItem } from '../sdk-types.ts';
import { type Awaitable, isPromise } from '../time/awaitable.ts';
import { Issues } from '../values/issues.ts';
import { absenceRequest, checkRequest, deleteIfExistsRequest, deleteRequest, purgeRequest } from './delete-item.ts';
import { changesItem, derivedChanges } from './derived-changes.ts';
import { type Effects, effectsOf, type WriteOptions } from './effects.ts';
import { givenChanges } from './given-changes.ts';
import { createRequest, putRequest } from './put-item.ts';
import { type Marking, markingFor, markingOf, otherAdditions, refuseMark } from './soft-delete.ts';
import { restoreRequest, updateRequest, upsertRequest } from './update-item.ts';
import type { Precondition } from './write-condition.ts';

/** The kinds of writes. Each one is a single request, and an action of a transaction. */
export type ActionName =
  | 'create'
  | 'put'
  | 'upsert'
  | 'update'
  | 'delete'
  | 'deleteIfExists'
  | 'restore'
  | 'purge'
  | 'check';

/** A write with the arguments of the caller. */
export interface ActionInput {
  readonly name: ActionName;
  readonly schema: Schema;
  /** For `create` and `put`. */
  readonly item?: unknown;
  /** For all other writes. */
  readonly key?: unknown;
  /** The stored form of the key. Default: it is made from `key`. */
  readonly storedKey?: StoredItem | undefined;
  /** For `update` and `upsert`. */
  readonly changes?: unknown;
  readonly options: WriteOptions & { readonly if?: unknown };
  readonly nowMs: number;
}

/** A prepared write: checked, extended, and encoded. Retries use the same decisions. */
export interface WriteAction {
  readonly name: ActionName;
  readonly schema: Schema;
  readonly key: StoredItem;
  readonly item: StoredItem | undefined;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly settings: UpdateSettings;
  /** Stored values of properties that the key argument has. Undefined if no attribute is made from others. */
  readonly known: StoredItem | undefined;
  /** True if attributes are made from stored values, which must be read first. */
  readonly readsSources: boolean;
  readonly precondition: Precondition;
  /** The write as the extensions saw it. Undefined if the class has none. */
  readonly write: ExtensionWrite | undefined;
  readonly explain: Effects['explain'];
  readonly recognise: Effects['recognise'];
  /** True if its condition stops a retry from applying twice. */
  readonly isIdempotent: boolean;
  /** True if `recognise` then identifies this write's item. */
  readonly isKnown: boolean;
  /** True if the changes of extensions have the same effect if they are done twice. */
  readonly hasRepeatableEffects: boolean;
  readonly nowMs: number;
  /** An action of a transaction. A single write sends its content. */
  readonly request: TransactWriteItem;
}

/** A prepared write without its request. */
type DecidedAction = Omit<WriteAction, 'request'>;

/** Shared object for a write without changes. */
const nothing: Readonly<Record<string, unknown>> = Object.freeze({});

const noEffects: Effects = {
  write: undefined,
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
 * Prepares a write: checks it, calls the extensions, encodes its values, and builds its request. Returns a promise only if
 * an extension does.
 *
 * @throws ValidationError `item.invalid` if the write doesn't fit the class
 */
export function prepareAction(input: ActionInput): Awaitable<WriteAction> {
  const { name, schema, nowMs } = input;
  const marking = markingOf(schema, name, nowMs);
  const entity = isPut(name) ? schema.mapper.completed(input.item) : undefined;
  const effects = name === 'check' ? noEffects : askExtensions(input, name, entity, marking);
  return isPromise(effects) ? prepareLater(input, marking, entity, effects) : prepared(input, marking, entity, effects);
}

const isPut = (name: ActionName): boolean => name === 'create' || name === 'put';

/** A function of its own, so that other writes create no closure. */
const prepareLater = (
  input: ActionInput,
  marking: Marking | undefined,
  entity: unknown,
  effects: Promise<Effects>,
): Promise<WriteAction> => effects.then((given) => prepared(input, marking, entity, given));

function prepared(input: ActionInput, marking: Marking | undefined, entity: unknown, effects: Effects): WriteAction {
  const { name, schema, options, nowMs } = input;
  const item = isPut(name) ? schema.mapper.toItem(entity, effects.item) : undefined;
  if (item !== undefined) refuseMark(schema, item);
  const key = item === undefined ? keyOf(input) : schema.mapper.keyOf(item);
  const hasChanges = name === 'update' || name === 'upsert';
  const action: DecidedAction = {
    name,
    schema,
    key,
    item,
    changes: hasChanges ? without(givenChanges(schema, input.changes, key), effects.additions) : nothing,
    settings: marking
      ? { additions: otherAdditions(schema, effects.additions, marking.stored), stored: marking.stored }
      : settingsOf(input, key, effects.additions),
    precondition: marking
      ? { nowMs, if: options.if, conditions: effects.conditions, unchanged: marking.unchanged }
      : { nowMs, if: options.if, conditions: effects.conditions },
    known: hasChanges || marking ? knownOf(input) : undefined,
    readsSources: false,
    write: effects.write,
    explain: effects.explain,
    recognise: effects.recognise,
    isIdempotent: effects.isIdempotent,
    isKnown: effects.isKnown,
    hasRepeatableEffects: effects.isRepeatable,
    nowMs,
  };
  return withRequest(withDerived(action));
}

const keyOf = ({ schema, key, storedKey }: ActionInput): StoredItem => storedKey ?? schema.mapper.toKey(key);

/** Returns the stored values of the properties in a key argument, if attributes are made from them. */
const knownOf = ({ schema, key }: ActionInput): StoredItem | undefined =>
  schema.made === undefined || key === undefined ? undefined : schema.key.knownFrom(key);

/** Returns the settings of an update. All of them, so that actions have one hidden class. */
const settingsOf = (
  { name, schema }: ActionInput,
  key: StoredItem,
  additions: Effects['additions'],
): UpdateSettings => ({
  additions,
  defaults: name === 'upsert' ? defaultsOf(schema, key) : undefined,
  made: undefined,
  documents: undefined,
  mayBeEmpty: undefined,
});

/** Adds the attributes that the changes make again, unless their sources must be read first. */
function withDerived(action: DecidedAction): DecidedAction {
  if (action.schema.made === undefined || !changesItem(action)) return action;
  const changes = derivedChanges(action, 'unread');
  if (changes === undefined) return { ...action, readsSources: true };
  return { ...action, settings: { ...action.settings, made: changes.made } };
}

/**
 * Returns an action with a new decision: documents to create, or values that must not have changed.
 *
 * @throws ValidationError `item.invalid` if the new request is invalid
 */
export function reviseAction(
  action: WriteAction,
  revision: Partial<Pick<WriteAction, 'changes' | 'settings' | 'precondition'>>,
): WriteAction {
  return withRequest({ ...action, ...revision });
}

/**
 * Returns the action of a soft delete or a restore that fits the item as it is stored. Undefined if this one does, or
 * none can.
 */
export function fittedAction(action: WriteAction, stored: StoredItem | undefined): WriteAction | undefined {
  const { name, schema, settings, precondition, nowMs } = action;
  if (name === 'restore') {
    const marking = markingFor(schema, stored, nowMs);
    if (marking === undefined || isDeepStrictEqual(marking.stored, settings.stored)) return undefined;
    const unchanged = new Map([...(precondition.unchanged ?? []), ...(marking.unchanged ?? [])]);
    const fitted = {
      ...action,
      settings: { ...settings, stored: marking.stored },
      precondition: { ...precondition, unchanged },
    };
    return withRequest(withDerived(fitted));
  }
  if (name !== 'deleteIfExists' || schema.softDelete === undefined) return undefined;
  const noItem = stored === undefined || isHidden(schema, stored, nowMs);
  if (noItem === (precondition.noItem === true)) return undefined;
  return reviseAction(action, { precondition: { ...precondition, noItem } });
}

/** A full literal, because a copy by spread costs as much as all other preparation. */
const withRequest = (action: DecidedAction): WriteAction => ({
  name: action.name,
  schema: action.schema,
  key: action.key,
  item: action.item,
  changes: action.changes,
  settings: action.settings,
  known: action.known,
  readsSources: action.readsSources,
  precondition: action.precondition,
  write: action.write,
  explain: action.explain,
  recognise: action.recognise,
  isIdempotent: action.isIdempotent,
  isKnown: action.isKnown,
  hasRepeatableEffects: action.hasRepeatableEffects,
  nowMs: action.nowMs,
  request: requestOf(action),
});

function askExtensions(
  { schema, key, changes, options, nowMs }: ActionInput,
  name: Exclude<ActionName, 'check'>,
  item: unknown,
  marking: Marking | undefined,
): Awaitable<Effects> {
  if (schema.extensions.length === 0 && options.version === undefined) return noEffects;
  return effectsOf({
    schema,
    operation: operationOf(name),
    item: objectOf(item),
    key: objectOf(key),
    changes,
    own: marking?.changes,
    options,
    keyed: item ?? key,
    nowMs,
  });
}

function operationOf(name: Exclude<ActionName, 'check'>): WriteOperation {
  if (name === 'deleteIfExists' || name === 'purge') return 'delete';
  return name === 'restore' ? 'update' : name;
}

const objectOf = (value: unknown): object | undefined =>
  typeof value === 'object' && value !== null ? value : undefined;

/** Removes the changes that an extension makes itself. */
function without(
  changes: Readonly<Record<string, unknown>>,
  additions: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (additions === nothing) return changes;
  const kept = Object.entries(changes).filter(([path]) => !Object.hasOwn(additions, path));
  return kept.length === Object.keys(changes).length ? changes : Object.fromEntries(kept);
}

/**
 * Returns the defaults that an upsert writes if the attribute is absent. Created once, so a default function is called
 * once.
 */
function defaultsOf(schema: Schema, key: StoredItem): Map<string, AttributeValue> {
  const issues = new Issues();
  const defaults = schema.mapper.defaults(issues);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues, schema.mapper.keyText(key));
  return defaults;
}

type Update = TransactWriteItem['Update'];

function requestOf(action: DecidedAction): TransactWriteItem {
  const { name, schema, key, item = {}, changes, settings, precondition } = action;
  if (name === 'create') return { Put: createRequest(schema, item, precondition) };
  if (name === 'put') return { Put: putRequest(schema, item, precondition) };
  if (precondition.noItem) return { ConditionCheck: absenceRequest(schema, key, precondition) };
  if (name === 'restore') return { Update: restoreRequest(schema, key, settings, precondition) as Update };
  if (name === 'purge') return { Delete: purgeRequest(schema, key, precondition) };
  if (settings.stored !== undefined)
    return { Update: updateRequest(schema, key, changes, settings, precondition) as Update };
  if (name === 'delete') return { Delete: deleteRequest(schema, key, precondition) };
  if (name === 'deleteIfExists') return { Delete: deleteIfExistsRequest(schema, key, precondition) };
  if (name === 'check') return { ConditionCheck: checkRequest(schema, key, precondition) };
  const build = name === 'update' ? updateRequest : upsertRequest;
  return { Update: build(schema, key, changes, settings, precondition) as Update };
}
