/** @import { TableInfo } from '../api-types.ts' */
import { counted } from './format.js';

/**
 * Returns how a table differs from its classes, in a few words.
 *
 * @param {TableInfo} table
 * @returns {{ level: 'good' | 'warn' | 'bad' | 'none', text: string }}
 */
export function driftOf({ exists, steps, differences, unread }) {
  if (!exists) return { level: 'bad', text: 'no table' };
  if (differences.length > 0) return { level: 'bad', text: counted(differences.length, 'difference') };
  if (steps.length > 0) return { level: 'warn', text: counted(steps.length, 'change') };
  return unread === undefined ? { level: 'good', text: 'in step' } : { level: 'none', text: 'not compared' };
}
