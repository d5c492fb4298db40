import { setOwn } from '../values/collections.ts';
import {
  decodeAbsent,
  define,
  encodeAbsent,
  isAssignable,
  isInherited,
  isKept,
  type KeepEntity,
  type Member,
  type MemberConversion,
} from './member.ts';

/** Creates a conversion from generated code. Equals the loop, with constant names and one call per member. */
export function generatedConversion(
  members: readonly Member[],
  prototype: object,
  keep?: KeepEntity,
): MemberConversion {
  const tools = { members, prototype, keep, hasOwn: Object.hasOwn, setOwn, define, encodeAbsent, decodeAbsent };
  const constants = members.map(
    (_, i) =>
      `const m${i} = members[${i}], c${i} = m${i}.attribute.codec, e${i} = c${i}.encoder, d${i} = c${i}.decoder;`,
  );
  const body = `'use strict';
    ${constants.join('\n')}
    function Shape(${members.map((_, i) => `v${i}`).join(', ')}) {
      ${members.map((member, i) => assignText(member, i, prototype)).join('\n')}
    }
    Shape.prototype = prototype;
    return {
      encode(entity, issues, overlay) {
        return overlay === undefined ? encodePlain(entity, issues) : encodeOver(entity, issues, overlay);
      },
      decode(stored, issues) {
        let mark = issues.list.length;
        ${members.map(decodeText).join('\n')}
        const made = new Shape(${members.map((_, i) => `v${i}`).join(', ')});
        ${keep === undefined ? '' : keepText(members)}
        return made;
      },
      make(values) {
        return new Shape(${members.map((_, i) => `values[${i}]`).join(', ')});
      },
    };
    function encodePlain(entity, issues) {${encodeText(members, (property) => readText('entity', property))}}
    function encodeOver(entity, issues, overlay) {${encodeText(members, overlaidText)}}`;
  return new Function(...Object.keys(tools), body)(...Object.values(tools)) as MemberConversion;
}

/** Generates code that reads a property like `readProperty`. */
function readText(object: string, property: string): string {
  const name = JSON.stringify(property);
  return isInherited(property) ? `(hasOwn(${object}, ${name}) ? ${object}[${name}] : undefined)` : `${object}[${name}]`;
}

function overlaidText(property: string): string {
  const name = JSON.stringify(property);
  return `hasOwn(overlay, ${name}) ? overlay[${name}] : ${readText('entity', property)}`;
}

const issuesText = ({ attribute: { property } }: Member): string =>
  `if (issues.list.length > mark) { issues.within(mark, ${JSON.stringify(property)}); mark = issues.list.length; }`;

function encodeText(members: readonly Member[], read: (property: string) => string): string {
  // Other attributes are computed from the stored form of these.
  const given = [...members.entries()].filter(([, { attribute }]) => attribute.derivedFrom === undefined);
  const names = given.map(([i, { attribute }]) => ({ i, name: JSON.stringify(attribute.name) }));
  const steps = given.map(
    ([i, member]) => `
    const v${i} = ${read(member.attribute.property)};
    const s${i} = v${i} === undefined ? encodeAbsent(m${i}, issues)
      : v${i} === null ? c${i}.encode(null, issues) : e${i}.encode(v${i}, issues);
    ${issuesText(member)}`,
  );
  // An object literal has its hidden class at once. If a member is absent, properties are added one by one.
  return `
    let mark = issues.list.length;
    ${steps.join('\n')}
    if (${['true', ...names.map(({ i }) => `s${i} !== undefined`)].join(' && ')})
      return { ${names.map(({ i, name }) => `[${name}]: s${i}`).join(', ')} };
    const stored = {};
    ${names.map(({ i, name }) => `if (s${i} !== undefined) setOwn(stored, ${name}, s${i});`).join('\n')}
    return stored;`;
}

function decodeText(member: Member, i: number): string {
  const { name } = member.attribute;
  return `
    const a${i} = ${readText('stored', name)};
    let v${i} = a${i} === undefined ? decodeAbsent(m${i}, issues)
      : a${i}?.NULL !== undefined ? c${i}.decode(a${i}, issues) : d${i}.decode(a${i}, issues);
    if (issues.list.length > mark) {
      issues.within(mark, ${JSON.stringify(member.attribute.property)});
      mark = issues.list.length;
      v${i} = undefined;
    }`;
}

/** Counts the stored attributes. If they outnumber the present members, some are undeclared. */
function keepText(members: readonly Member[]): string {
  if (members.some(({ attribute }) => isKept(attribute))) return 'keep(made, stored);';
  return `
    let more = 0;
    ${members.map((_, i) => `if (a${i} !== undefined) more--;`).join('\n')}
    for (const name in stored) more++;
    if (more > 0) keep(made, stored);`;
}

function assignText({ attribute }: Member, i: number, prototype: object): string {
  const set = isAssignable(attribute, prototype)
    ? `this[${JSON.stringify(attribute.property)}] = v${i};`
    : `define(this, m${i}.attribute, v${i});`;
  return `if (v${i} !== undefined) ${set}`;
}
