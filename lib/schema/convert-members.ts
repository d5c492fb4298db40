import { generatedConversion } from './generate-members.ts';
import { loopedConversion } from './loop-members.ts';
import type { KeepEntity, Member, MemberConversion } from './member.ts';

/** Most members that code is generated for: more would make functions that engines don't optimise. */
const maxGenerated = 100;

let mayGenerate = true;

/** Converts by code that is generated for the class, or by a loop where none may be: under a CSP, in an edge runtime. */
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
