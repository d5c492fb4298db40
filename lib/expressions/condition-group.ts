/** Passed to the constructor only by our functions, so nobody else can create a group. */
const ours: unique symbol = Symbol('annotable.group');

/** In the global registry, so the ESM and the CommonJS copy of the package recognize each other's groups. */
const brand: unique symbol = Symbol.for('annotable.group') as never;

/** How the conditions of a group are joined. */
export type GroupKind = 'and' | 'or' | 'not';

/** Conditions joined by `and`, `or`, or `not`. `T` is their class. */
export class ConditionGroup<T = never> {
  declare protected readonly '~made': true;
  readonly kind: GroupKind;
  readonly conditions: readonly unknown[];
  /** For the compiler only: a group of one class is not assignable to a group of another. */
  declare readonly of?: (entity: T) => T;

  constructor(key: typeof ours, kind: GroupKind, conditions: readonly unknown[]) {
    if (key !== ours) throw new TypeError('groups are made by and(…), or(…) and not(…)');
    this.kind = kind;
    this.conditions = Object.freeze([...conditions]);
    Object.freeze(this);
  }

  static {
    Object.defineProperty(ConditionGroup.prototype, brand, { value: true });
  }

  static is(value: unknown): value is ConditionGroup {
    return typeof value === 'object' && value !== null && brand in value && Object.hasOwn(value, 'kind');
  }
}

/** Creates a group of conditions. */
export function group<T>(kind: GroupKind, conditions: readonly unknown[]): ConditionGroup<T> {
  return new ConditionGroup(ours, kind, conditions);
}
