import { isStandard, type Validator } from '../schema/validate-value.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import { classDecorator } from './draft.ts';

/** A rule for whole items of a class: true, or what is wrong in words. A Standard Schema can be a rule too. */
export type EntityRule<T> = Validator<T>;

/** A class decorator for classes with instances of one type. */
export type RuleDecorator<T> = <Class extends EntityClass<T>>(target: Class, context?: object) => void;

/**
 * Adds a rule for whole items of a class, besides the rules of its attributes. Also for the class of an embedded document.
 *
 * A rule gets an instance with its defaults, after all attributes have passed. It is called by `create`, `put`, `putMany`,
 * `fromJson`, and for each whole document of an update. It is not called for an update of some attributes, whose result is
 * not known before it is sent. A class has the rules of its parents too.
 *
 * @param rule - returns true if the item is valid, or a text that says what is wrong with it
 * @throws ModelDefinitionError `model.invalid`, when the class is used, if the rule is no function or Standard Schema
 * @example
 * @Validate((booking: Booking) => booking.from < booking.to || 'must end after it begins')
 * class Booking { … }
 * // create: ValidationError: bookings (id=1): must end after it begins
 */
export function Validate<T extends object>(rule: EntityRule<T>): RuleDecorator<T> {
  return classDecorator((draft) => {
    if (typeof rule === 'function' || isStandard(rule)) draft.rules.push(rule as Validator);
    else draft.problems.push('@Validate takes a function or a Standard Schema');
  }) as RuleDecorator<T>;
}
