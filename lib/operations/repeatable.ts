import type { WriteAction } from './action.ts';
import { areRepeatable } from './effects.ts';

/**
 * True if a write has the same effect if it is sent twice: it only sets values, or its condition fails the second time.
 */
export function isRepeatable({ changes, precondition, isIdempotent, hasRepeatableEffects }: WriteAction): boolean {
  if (isIdempotent || (precondition.unchanged?.size ?? 0) > 0) return true;
  return hasRepeatableEffects && areRepeatable(changes);
}
