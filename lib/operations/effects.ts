import { AnnotableError } from '../errors/annotable-error.ts';
import { ConditionFailedError, type RefusedWrite } from '../errors/condition-failed-error.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { isFields } from '../expressions/fields.ts';
import { Operator, type OperatorKind } from '../expressions/operator.ts';
import { headOf } from '../expressions/path.ts';
import type { Extension, ExtensionEffect, ExtensionWrite, WriteOperation } from '../schema/extension.ts';
import type { Schema } from '../schema/schema.ts';
import { type Awaitable, inOrder, isPromise } from '../time/awaitable.ts';
import { Issues, kindOf, thrownText } from '../values/issues.ts';

/** The effects of all extensions of a class on one write. */
export interface Effects {
  /** The write as the extensions saw it. Undefined if the class has none. */
  readonly write: ExtensionWrite | undefined;
  /** Properties that replace those of the item. */
  readonly item: Readonly<Record<string, unknown>> | undefined;
  readonly additions: Readonly<Record<string, unknown>>;
  readonly conditions: readonly object[];
  readonly explain: (refused: RefusedWrite<object>) => Error | undefined;
  readonly recognise: (met: object) => boolean;
  /** True if the condition of an extension stops a retry from applying twice. */
  readonly isIdempotent: boolean;
  /** True if that extension also identifies the write. */
  readonly isKnown: boolean;
  /** True if the additions have the same effect if they are done twice. */
  readonly isRepeatable: boolean;
}

/** The options of a write that extensions can read. */
export type WriteOptions = ExtensionWrite['options'];

/** The arguments of a write. */
export interface EffectsInput {
  readonly schema: Schema;
  readonly operation: WriteOperation;
  readonly key?: object | undefined;
  readonly item?: object | undefined;
  readonly changes?: unknown;
  /** The changes of a soft delete or a restore, in place of the changes of the caller. */
  readonly own?: Readonly<Record<string, unknown>> | undefined;
  readonly options: WriteOptions;
  /** The source of the key: the item, or the key argument. */
  readonly keyed: unknown;
  readonly nowMs: number;
}

/**
 * Calls `beforeWrite` of all extensions. Returns a promise only if one of them does.
 *
 * @throws ValidationError `item.invalid` if the caller changes a property that an extension manages
 */
export function effectsOf(input: EffectsInput): Awaitable<Effects> {
  const { schema, operation, options } = input;
  const changes = isFields(input.changes) ? input.changes : undefined;
  refuseManaged(input, changes ?? {});
  const write: ExtensionWrite = {
    operation,
    model: schema.name,
    table: schema.table.name,
    keys: schema.key.paths,
    now: new Date(input.nowMs),
    key: input.key as ExtensionWrite['key'],
    item: input.item as ExtensionWrite['item'],
    changes: input.own ?? changes,
    options,
  };
  const effects = inOrder(schema.extensions, (extension) => effectOf(extension, write, input));
  return isPromise(effects) ? effects.then((list) => combined(write, list)) : combined(write, effects);
}

function combined(write: ExtensionWrite, all: readonly (ExtensionEffect | undefined)[]): Effects {
  const effects = all.filter((effect) => effect !== undefined);
  return {
    write,
    item: Object.assign({}, ...effects.map(({ item }) => item)),
    additions: Object.assign({}, ...effects.map((effect) => effect.changes)),
    conditions: effects.flatMap(({ condition }) => condition ?? []),
    explain: (refused) => {
      for (const effect of effects) {
        const error = explained(effect, refused);
        if (error !== undefined) return error;
      }
      return undefined;
    },
    recognise: (met) => effects.some(({ recognise }) => recognise?.(met) === true),
    isIdempotent: effects.some(({ guardsRepetition }) => guardsRepetition === true),
    isKnown: effects.some(({ guardsRepetition, recognise }) => guardsRepetition === true && recognise !== undefined),
    isRepeatable: effects.every((effect) => effect.repeatable === true || areRepeatable(effect.changes)),
  };
}

/** Operators that have a different effect if they are done twice. */
const cumulative: ReadonlySet<OperatorKind> = new Set(['increment', 'decrement', 'append', 'prepend']);

/** True if all changes have the same effect if they are done twice. */
export function areRepeatable(changes: Readonly<Record<string, unknown>> = {}): boolean {
  for (const path in changes) {
    const change = changes[path];
    if (Operator.is(change) && cumulative.has(change.kind)) return false;
  }
  return true;
}

function effectOf(
  extension: Extension,
  write: ExtensionWrite,
  input: EffectsInput,
): Awaitable<ExtensionEffect | undefined> {
  const { name, beforeWrite } = extension;
  const fail = (error: unknown): never => {
    throw AnnotableError.is(error) ? error : thrownBy(name, error, input);
  };
  let effect: Awaitable<ExtensionEffect | undefined>;
  try {
    effect = beforeWrite?.(write);
  } catch (error) {
    return fail(error);
  }
  return isPromise(effect)
    ? effect.then((given) => checkedEffect(name, given, write), fail)
    : checkedEffect(name, effect, write);
}

/** @throws ConfigurationError if the effect has a member that this write can't use */
function checkedEffect(
  name: string,
  effect: ExtensionEffect | undefined,
  write: ExtensionWrite,
): ExtensionEffect | undefined {
  const { operation, model } = write;
  const isEffect: boolean = effect === undefined || isFields(effect);
  if (!isEffect)
    throw new ConfigurationError(
      `${write.table}: beforeWrite of the extension '${name}' must return an object of effects, not ${kindOf(effect)}`,
    );
  const isWhole = operation === 'create' || operation === 'put';
  const isChange = operation === 'update' || operation === 'upsert';
  if (!((isWhole && effect?.changes) || (isChange && effect?.item))) return effect;
  const [returned, accepted] = isWhole ? ['changes', 'item'] : ['item', 'changes'];
  throw new ConfigurationError(
    `${model}: the extension '${name}' gives \`${returned}\` to ${operation}(), which takes \`${accepted}\``,
  );
}

/** Creates the error of a write whose extension threw. */
function thrownBy(name: string, error: unknown, { schema: { mapper }, keyed }: EffectsInput): Error {
  const issues = new Issues();
  issues.reportThrown(`can't be written: beforeWrite of the extension '${name}'`, error);
  return mapper.refusal(issues, mapper.keyTextOf(keyed));
}

/** Returns the extension's error for a refused write. If `explain` throws, returns a `ConditionFailedError`. */
function explained({ explain }: ExtensionEffect, refused: RefusedWrite<object>): Error | undefined {
  try {
    return explain?.(refused);
  } catch (cause) {
    const why = thrownText("the condition doesn't hold, and explain of an extension", cause);
    return new ConditionFailedError({ ...refused, cause }, why);
  }
}

function refuseManaged({ schema, options, keyed }: EffectsInput, changes: Readonly<Record<string, unknown>>): void {
  const issues = new Issues();
  for (const [path, value] of Object.entries(changes)) {
    const keeper = schema.extensions.find(({ manages = [] }) => manages.includes(headOf(schema, path)));
    if (value === undefined || keeper === undefined) continue;
    issues.report(`is kept by '${keeper.name}', and can't be changed otherwise`, 'readOnly');
    issues.within(issues.list.length - 1, path);
  }
  if (options.version !== undefined && !schema.extensions.some(({ checksVersion }) => checksVersion))
    issues.reject(`${schema.name} has no version to check; add @Version() to a property of it`);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues, schema.mapper.keyTextOf(keyed));
}
