import { ConditionFailedError, type RefusedWrite } from './condition-failed-error.ts';

/**
 * Another item of the class already has the value of a `@Unique` attribute.
 *
 * Code: `condition.notUnique`.
 *
 * Cure: Choose another value. `attribute` names the property.
 */
export class NotUniqueError<T = unknown> extends ConditionFailedError<T> {
  static override readonly errorName: string = 'NotUniqueError';
  /** The property whose value is taken. */
  readonly attribute: string;

  constructor(refused: RefusedWrite<T>, attribute: string) {
    super(refused, `${attribute} must be unique, and another item has this value`, 'condition.notUnique');
    this.attribute = attribute;
  }
}
