import type { WriteAction } from './action.ts';
import { areRepeatable } from './effects.ts';

/**
 * True where a write that is sent twice does no more than once: it sets what it is given, or its condition doesn't hold
 * the second time.
 */
export function isRepeatable({ changes, guard, isIdempotent, hasRepeatableEffects }: WriteAction): boolean {
  if (isIdempotent || (guard.unchanged?.size ?? 0) > 0) return true;
  return hasRepeatableEffects && areRepeatable(changes);
}
