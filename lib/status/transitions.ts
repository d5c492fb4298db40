import { ConfigurationError } from '../errors/configuration-error.ts';
import { ModelDefinitionError } from '../errors/model-definition-error.ts';
import type { Schema } from '../schema/schema.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import { StateMachine, type TransitionMap, type TransitionOptions } from './state-machine.ts';

/** What `@Transitions` stands on: a class whose statuses are those that it lists. */
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

/** In the global registry, so that a tracker of the ESM copy of the package finds what the CommonJS copy declared. */
const machineKey: unique symbol = Symbol.for('annotable.transitions') as never;

/**
 * Says which status can follow which.
 *
 * @param map - every status with those that it can go to; a final one has none
 * @throws ModelDefinitionError where a status is unknown or can't be reached, or a final one goes on
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
 * The machine of a class or its nearest parent.
 *
 * @throws ConfigurationError where none has `@Transitions`
 * @throws ModelDefinitionError where its statuses are not those of `@Enum`
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
