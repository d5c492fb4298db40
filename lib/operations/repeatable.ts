import type { WriteAction } from './action.ts';
import { areRepeatable } from './effects.ts';

/**
 * True if a write has the same effect if it is sent twice: it only sets values, or its condition fails the second time.
 */
export function isRepeatable(action: WriteAction): boolean {
  const { schema, changes, settings, precondition, isIdempotent, hasRepeatableEffects } = action;
  if (isIdempotent || (settings.stored !== undefined && precondition.unchanged !== undefined)) return true;
  const { unchanged } = precondition;
  if (unchanged === undefined) return hasRepeatableEffects && areRepeatable(changes);
  // A counter that must be unchanged has another value after the first time.
  const others = (all: WriteAction['changes'] = {}): WriteAction['changes'] =>
    Object.fromEntries(Object.entries(all).filter(([path]) => !unchanged.has(schema.attributes[path]?.name ?? path)));
  return areRepeatable(others(changes)) && (hasRepeatableEffects || areRepeatable(others(settings.additions)));
}
