import { isPlainObject } from '../values/collections.ts';
import { ConditionGroup } from './condition-group.ts';
import { Operator, Ref } from './operator.ts';

/**
 * True for an object whose own properties are values: a plain object, or an instance of a class such as a DTO. False
 * for operators, references, groups, arrays, dates, collections, and bytes.
 */
export function isFields(value: unknown): value is Record<string, unknown> {
  if (isPlainObject(value)) return true;
  if (typeof value !== 'object' || value === null || Object.prototype.toString.call(value) !== '[object Object]')
    return false;
  return !Operator.is(value) && !Ref.is(value) && !ConditionGroup.is(value);
}
