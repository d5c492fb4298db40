import { Operator, type OperatorKind } from '../expressions/operator.ts';
import type { WriteAction } from './action.ts';

/** What does more when it is done twice. */
const cumulative: ReadonlySet<OperatorKind> = new Set(['increment', 'decrement', 'append', 'prepend']);

/**
 * True where a write that is sent twice does no more than once: it sets what it is given, or its condition doesn't hold
 * the second time. To raise a version twice does no harm.
 */
export function isRepeatable({ schema, changes, settings, guard, isGuarded, expectsVersion }: WriteAction): boolean {
  if (isGuarded || expectsVersion || (guard.unchanged?.size ?? 0) > 0) return true;
  const versions = schema.extensions.flatMap(({ name, manages = [] }) => (name === 'version' ? manages : []));
  const all = Object.entries({ ...changes, ...settings.additions });
  return all.every(([path, change]) => !Operator.is(change) || !cumulative.has(change.kind) || versions.includes(path));
}
