import { generatedConversion } from './generate-members.ts';
import { loopedConversion } from './loop-members.ts';
import type { KeepEntity, Member, MemberConversion } from './member.ts';

/** Most members for generated code. Engines don't optimize larger functions. */
const maxGenerated = 100;

let mayGenerate = true;

/**
 * Creates the conversion of a class from generated code. If code generation is forbidden (CSP, edge runtime), uses a
 * loop.
 */
export function memberConversion(members: readonly Member[], prototype: object, keep: KeepEntity): MemberConversion {
  if (!mayGenerate || members.length > maxGenerated) return loopedConversion(members, prototype, keep);
  try {
    return generatedConversion(members, prototype, keep);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    mayGenerate = false;
    return loopedConversion(members, prototype, keep);
  }
}
