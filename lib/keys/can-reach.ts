import { afterAll } from './separator.ts';
import type { Template } from './template.ts';

/**
 * True if a range of one template can contain a key of another one, so a reader must tell the two by other attributes.
 * False for `ORDER#{orderId}` and `PROFILE`, because no beginning is the same.
 */
export function canReach(from: Template, to: Template): boolean {
  if (from.placeholders.length === 0 && to.placeholders.length === 0) return from.prefix === to.prefix;
  if (from.prefix.startsWith(to.prefix) && to.placeholders.length > 0) return true;
  if (from.placeholders.length === 0) return false;
  // The bound of a range within the prefix is included.
  return to.prefix.startsWith(from.prefix) || (to.placeholders.length === 0 && to.prefix === afterAll(from.prefix));
}
