import { ConfigurationError } from '../errors/configuration-error.ts';
import { ModelDefinitionError } from '../errors/model-definition-error.ts';
import type { Schema } from '../schema/schema.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import { StateMachine, type TransitionMap, type TransitionOptions } from './state-machine.ts';

/**
 * The class itself if its statuses are exactly those of `@Transitions`, else a message for the compiler:
 *
 * `TransitionsTarget<typeof Run, 'QUEUED'>` → `'@Transitions lacks DONE: …'` if `Run` can have the status `DONE`.
 */
export type TransitionsTarget<Class, Status extends string> =
  Class extends EntityClass<{ status: infer Own extends string }>
    ? [Own, Status] extends [Status, Own]
      ? Class
      : [Exclude<Own, Status>] extends [never]
        ? `@Transitions lists ${Exclude<Status, Own>}, which the class's status can't be`
        : `@Transitions lacks ${Exclude<Own, Status>}: give each status the ones that it can go to, a final one []`
    : '@Transitions stands on a class that extends StatusRecord';

/** A class decorator that takes a class with these statuses. */
export type TransitionsDecorator<Status extends string> = <Class>(
  target: Class & TransitionsTarget<Class, Status>,
  context?: unknown,
) => void;

/** Key in the global symbol registry, because the ESM and CommonJS copies of the package share it. */
const machineKey: unique symbol = Symbol.for('annotable.transitions') as never;

/**
 * Declares the allowed transitions between the statuses of a class.
 *
 * @param map - the next statuses of every status, `[]` for a final one
 * @throws ModelDefinitionError `model.invalid` if a status is unknown or unreachable, or an option names an open status
 * as an end
 * @example
 * @Transitions({ QUEUED: ['TRAINING', 'ERROR'], TRAINING: ['SUCCESS', 'ERROR'], SUCCESS: [], ERROR: [] })
 */
export function Transitions<const Map extends { readonly [From in keyof Map]: readonly (keyof Map)[] }>(
  map: Map,
  options: TransitionOptions<keyof Map & string> = {},
): TransitionsDecorator<keyof Map & string> {
  return (target) => {
    const { name } = target as unknown as EntityClass;
    const machine = new StateMachine(name, map as TransitionMap, options);
    Object.defineProperty(target, machineKey, { value: machine, configurable: true });
  };
}

/**
 * Returns the state machine of a class or its nearest parent.
 *
 * @throws ConfigurationError `configuration.invalid` if none of them has `@Transitions`
 * @throws ModelDefinitionError `model.invalid` if its statuses are not those of `@Enum`
 */
export function machineOf(schema: Schema): StateMachine {
  const machine = (schema.model as { readonly [machineKey]?: StateMachine } | undefined)?.[machineKey];
  if (machine !== undefined) {
    checkStatuses(schema, machine);
    return machine;
  }
  throw new ConfigurationError(`${schema.name} has no transitions; add @Transitions({ … }) to it`);
}

function checkStatuses({ name, attributes }: Schema, machine: StateMachine): void {
  const listed = attributes['status']?.enum;
  if (listed === undefined)
    throw new ModelDefinitionError(name, ["its status has no values; add @Enum({ status: ['…'] })"]);
  const unknown = machine.statuses.filter((status) => !listed.includes(status));
  const missing = listed.filter((status) => !machine.has(String(status)));
  const problems = [
    ...unknown.map((status) => `@Transitions lists '${status}', which @Enum does not`),
    ...missing.map((status) => `@Enum lists '${status}', which @Transitions does not`),
  ];
  if (problems.length > 0) throw new ModelDefinitionError(name, problems);
}
