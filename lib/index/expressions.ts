/** Conditions and changes: the operators and their types. @module */
export {
  addTo,
  append,
  type Change,
  decrement,
  deleteFrom,
  ifNotExists,
  increment,
  merge,
  prepend,
  remove,
  set,
} from '../expressions/change-operators.ts';
export type { Changes } from '../expressions/change-types.ts';
export type { ConditionGroup } from '../expressions/condition-group.ts';
export { and, type Condition, not, or } from '../expressions/condition-types.ts';
export { entry } from '../expressions/entry.ts';
export { type Ref, ref } from '../expressions/operator.ts';
export {
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  lte,
  ne,
  notExists,
  oneOf,
  type StoredType,
  size,
  type Test,
  typeIs,
} from '../expressions/test-operators.ts';
