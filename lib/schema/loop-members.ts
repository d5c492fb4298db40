import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { setOwn } from '../values/collections.ts';
import type { Issues } from '../values/issues.ts';
import type { AttributeSchema } from './attribute-schema.ts';
import {
  decodeAbsent,
  define,
  encodeAbsent,
  isAssignable,
  type KeepEntity,
  type Member,
  type MemberConversion,
  readProperty,
} from './member.ts';

/** Creates a conversion that loops over its members. Used without code generation, and for a part of the members. */
export function loopedConversion(members: readonly Member[], prototype: object, keep?: KeepEntity): MemberConversion {
  // Other attributes are computed from the stored form of these.
  const given = members.filter(({ attribute }) => attribute.derivedFrom === undefined);
  return {
    encode(entity, issues, overlay) {
      const stored: StoredItem = {};
      for (const member of given) {
        const { property, name } = member.attribute;
        const mark = issues.list.length;
        const from = overlay !== undefined && Object.hasOwn(overlay, property) ? overlay : entity;
        const encoded = encodeMember(member, from, issues);
        if (encoded !== undefined) setOwn(stored, name, encoded);
        if (issues.list.length > mark) issues.within(mark, property);
      }
      return stored;
    },
    decode(stored, issues) {
      const instance: object = Object.create(prototype);
      for (const member of members) {
        const mark = issues.list.length;
        const value = decodeMember(member, readProperty(stored, member.attribute.name) as AttributeValue, issues);
        if (issues.list.length > mark) issues.within(mark, member.attribute.property);
        else if (value !== undefined) assign(instance, member.attribute, value);
      }
      keep?.(instance, stored);
      return instance;
    },
    make(values) {
      const instance: object = Object.create(prototype);
      for (const [index, { attribute }] of members.entries())
        if (values[index] !== undefined) assign(instance, attribute, values[index]);
      return instance;
    },
  };
}

/** A getter of the entity or within its value can throw. */
function encodeMember(member: Member, given: object, issues: Issues): AttributeValue | undefined {
  const mark = issues.list.length;
  const { depth } = issues;
  const { property, codec } = member.attribute;
  try {
    const value = readProperty(given, property);
    return value === undefined ? encodeAbsent(member, issues) : codec.encode(value, issues);
  } catch (error) {
    issues.rewind(mark, depth);
    issues.reportThrown("can't be read: a getter", error);
    return undefined;
  }
}

const decodeMember = (member: Member, stored: AttributeValue | undefined, issues: Issues): unknown =>
  stored === undefined ? decodeAbsent(member, issues) : member.attribute.codec.decode(stored, issues);

function assign(instance: object, attribute: AttributeSchema, value: unknown): void {
  if (isAssignable(attribute, instance)) (instance as Record<string, unknown>)[attribute.property] = value;
  else define(instance, attribute, value);
}
