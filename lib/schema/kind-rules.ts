import type { AttributeType } from '../values/attribute-type.ts';
import { isDescribedType } from '../values/converter-of.ts';
import { isRecord } from '../values/stored-value.ts';
import type { DocumentDefinition } from './definition.ts';
import type { DocumentCodec } from './document-codec.ts';
import type { UnionCodec } from './union-codec.ts';

/** Returns the documents of a `oneOfClasses()` type. Undefined if it has none, or one that is no document. */
export function documentsOf({ classes }: AttributeType<unknown>): readonly DocumentDefinition[] | undefined {
  const given = typeof classes === 'function' ? classes() : (classes ?? []);
  const documents = given.map((each) => (isDescribedType(each) ? each.document?.() : each));
  return documents.length > 0 && documents.every(isDefinition) ? documents : undefined;
}

const isDefinition = (value: unknown): value is DocumentDefinition =>
  isRecord(value) && 'attributes' in value && 'name' in value;

/** Returns the problems of the property that tells the classes of a union apart. */
export function kindProblems(where: string, { documents, property }: UnionCodec): string[] {
  const problems = documents.flatMap((document) => problemOf(document, property) ?? []);
  const names = new Set(documents.flatMap(({ members }) => members.get(property)?.attribute.name ?? []));
  if (names.size > 1) problems.push(`'${property}' has several stored names, ${[...names].join(', ')}; give it one`);
  const owners = new Map<string | number, DocumentCodec>();
  for (const document of documents) {
    for (const kind of document.members.get(property)?.attribute.enum ?? []) {
      const owner = owners.get(kind);
      if (owner !== undefined)
        problems.push(`${owner.name} and ${document.name} share the ${property} '${kind}'; each class needs its own`);
      owners.set(kind, document);
    }
  }
  return problems.map((problem) => `${where}: ${problem}`);
}

function problemOf({ name, members }: DocumentCodec, property: string): string | undefined {
  const attribute = members.get(property)?.attribute;
  if (attribute === undefined)
    return `${name} has no attribute '${property}', which tells its class; add it with @Enum`;
  const { optional, nullable, hidden, codec } = attribute;
  if (attribute.enum === undefined)
    return `'${property}' of ${name} tells its class, so it needs an enum; add @Enum(['…'])`;
  if (optional || nullable || hidden || codec.rules.convert !== undefined)
    return `'${property}' of ${name} tells its class, so it can't be optional, nullable, hidden or converted`;
  return undefined;
}
