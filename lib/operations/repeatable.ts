import { Operator, type OperatorKind } from '../expressions/operator.ts';
import type { Schema } from '../schema/schema.ts';
import type { WriteAction } from './action.ts';

/** What does more when it is done twice. */
const cumulative: ReadonlySet<OperatorKind> = new Set(['increment', 'decrement', 'append', 'prepend']);

const isCumulative = (change: unknown): boolean => Operator.is(change) && cumulative.has(change.kind);

const isVersion = ({ extensions }: Schema, path: string): boolean =>
  extensions.some(({ name, manages = [] }) => name === 'version' && manages.includes(path));

/** True where no change does more when it is done twice; to raise a version twice does no harm. */
function areRepeatable(schema: Schema, changes: Readonly<Record<string, unknown>> = {}): boolean {
  for (const path in changes) if (isCumulative(changes[path]) && !isVersion(schema, path)) return false;
  return true;
}

/**
 * True where a write that is sent twice does no more than once: it sets what it is given, or its condition doesn't hold
 * the second time.
 */
export function isRepeatable({ schema, changes, settings, guard, isGuarded, expectsVersion }: WriteAction): boolean {
  if (isGuarded || expectsVersion || (guard.unchanged?.size ?? 0) > 0) return true;
  return areRepeatable(schema, changes) && areRepeatable(schema, settings.additions);
}
