import { AnnotableError } from '../errors/annotable-error.ts';
import { ConditionFailedError, type RefusedWrite } from '../errors/condition-failed-error.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { isFields } from '../expressions/fields.ts';
import { Operator, type OperatorKind } from '../expressions/operator.ts';
import { headOf } from '../expressions/path.ts';
import type { Extension, ExtensionEffect, ExtensionWrite, WriteOperation } from '../schema/extension.ts';
import { keyAttributes, type Schema } from '../schema/schema.ts';
import { Issues, kindOf, thrownText } from '../values/issues.ts';

/** What all extensions of a class add to one write. */
export interface Effects {
  /** Properties in the place of the item's own. */
  readonly item: Readonly<Record<string, unknown>> | undefined;
  readonly additions: Readonly<Record<string, unknown>>;
  readonly conditions: readonly object[];
  readonly explain: (refused: RefusedWrite<object>) => Error | undefined;
  readonly recognise: (met: object) => boolean;
  /** True if the condition of an extension keeps the write from being done a second time. */
  readonly isIdempotent: boolean;
  /** True if that extension also recognises the write. */
  readonly isKnown: boolean;
  /** True if the additions do no more when they are done twice. */
  readonly isRepeatable: boolean;
}

/** The options of a write that extensions may look at. */
export type WriteOptions = ExtensionWrite['options'];

/** What a write was given. */
export interface GivenWrite {
  readonly schema: Schema;
  readonly operation: WriteOperation;
  readonly key?: object | undefined;
  readonly item?: object | undefined;
  readonly changes?: unknown;
  readonly options: WriteOptions;
  /** What the key is taken from: the item, or the key as it was given. */
  readonly keyed: unknown;
  readonly nowMs: number;
}

/**
 * Asks all extensions what they add to a write.
 *
 * @throws ValidationError `item.invalid` where the caller changes what an extension keeps
 */
export function effectsOf(given: GivenWrite): Effects {
  const { schema, operation, options } = given;
  const changes = isFields(given.changes) ? given.changes : undefined;
  refuseManaged(schema, changes ?? {}, options);
  const write: ExtensionWrite = {
    operation,
    model: schema.name,
    table: schema.table.name,
    keys: keyAttributes(schema).map(({ property }) => property),
    now: new Date(given.nowMs),
    key: given.key as ExtensionWrite['key'],
    item: given.item as ExtensionWrite['item'],
    changes,
    options,
  };
  const effects = schema.extensions.flatMap((extension) => effectOf(extension, write, given) ?? []);
  return {
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

/** Operators that do more when they are done twice. */
const cumulative: ReadonlySet<OperatorKind> = new Set(['increment', 'decrement', 'append', 'prepend']);

/** True if no change does more when it is done twice. */
export function areRepeatable(changes: Readonly<Record<string, unknown>> = {}): boolean {
  for (const path in changes) {
    const change = changes[path];
    if (Operator.is(change) && cumulative.has(change.kind)) return false;
  }
  return true;
}

/** @throws ConfigurationError where it gives what the write has no place for, which would be lost */
function effectOf(
  { name, beforeWrite }: Extension,
  write: ExtensionWrite,
  asked: GivenWrite,
): ExtensionEffect | undefined {
  let effect: ExtensionEffect | undefined;
  try {
    effect = beforeWrite?.(write);
  } catch (error) {
    throw AnnotableError.is(error) ? error : thrownBy(name, error, asked);
  }
  const { operation, model } = write;
  const isEffect: boolean = effect === undefined || isFields(effect);
  if (!isEffect)
    throw new ConfigurationError(
      `${write.table}: beforeWrite of the extension '${name}' must return an object of effects, not ${kindOf(effect)}`,
    );
  const isWhole = operation === 'create' || operation === 'put';
  const isChange = operation === 'update' || operation === 'upsert';
  if (!((isWhole && effect?.changes) || (isChange && effect?.item))) return effect;
  const [given, wanted] = isWhole ? ['changes', 'item'] : ['item', 'changes'];
  throw new ConfigurationError(
    `${model}: the extension '${name}' gives \`${given}\` to ${operation}(), which takes \`${wanted}\``,
  );
}

/** The error of a write whose extension threw. */
function thrownBy(name: string, error: unknown, { schema: { mapper }, keyed }: GivenWrite): Error {
  const issues = new Issues();
  issues.reportThrown(`can't be written: beforeWrite of the extension '${name}'`, error);
  return mapper.refusal(issues, mapper.keyTextOf(keyed));
}

/** What an effect says of a refusal; if that throws, a refusal without an explanation. */
function explained({ explain }: ExtensionEffect, refused: RefusedWrite<object>): Error | undefined {
  try {
    return explain?.(refused);
  } catch (cause) {
    const why = thrownText("the condition doesn't hold, and explain of an extension", cause);
    return new ConditionFailedError({ ...refused, cause }, why);
  }
}

function refuseManaged(schema: Schema, changes: Readonly<Record<string, unknown>>, options: WriteOptions): void {
  const issues = new Issues();
  for (const [path, value] of Object.entries(changes)) {
    const keeper = schema.extensions.find(({ manages = [] }) => manages.includes(headOf(schema, path)));
    if (value === undefined || keeper === undefined) continue;
    issues.report(`is kept by '${keeper.name}', and can't be changed otherwise`);
    issues.within(issues.list.length - 1, path);
  }
  if (options.version !== undefined && !schema.extensions.some(({ checksVersion }) => checksVersion))
    issues.report(`${schema.name} has no version to check; add @Version() to a property of it`);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues);
}
