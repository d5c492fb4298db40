import { hashNameOf } from '../schema/attribute-encryption.ts';
import type { Issues } from '../values/issues.ts';
import type { Operator } from './operator.ts';
import type { ResolvedPath } from './path.ts';

/** Tests of the ciphertext. All others test the hash. */
const ofPresence: ReadonlySet<string> = new Set(['exists', 'notExists']);

/**
 * Returns the path that a test reads: of an encrypted attribute, its hash. Undefined, with an issue, if the attribute
 * doesn't support the test.
 */
export function testedPath(target: ResolvedPath, { kind }: Operator, issues: Issues): ResolvedPath | undefined {
  const { attribute } = target;
  if (attribute.encryption === undefined || ofPresence.has(kind)) return target;
  const refusal = attribute.encryption.refusesTest(kind);
  if (refusal === undefined) return { ...target, elements: [hashNameOf(attribute)] };
  issues.reject(refusal);
  return undefined;
}
