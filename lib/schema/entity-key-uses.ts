import { parseTemplate } from '../keys/template.ts';
import type { KeyRole, KeyUse } from './compile-document.ts';
import type { EntityDefinition, EntityIndexKey } from './entity-definition.ts';

/** A property, or the beginning of a path, that is part of a key. */
interface Use {
  readonly property: string;
  readonly role: KeyRole;
  readonly isTableKey: boolean;
}

/** Returns the keys that the properties of an entity are part of. Each key limits the bytes of the value. */
export function entityKeyUses({ keys }: EntityDefinition): Map<string, KeyUse> {
  const indexes = Object.values(keys.indexes ?? {});
  const uses: Use[] = [
    ...usesOf(keys.partitionKey, 'partition', true),
    ...usesOf(keys.sortKey, 'sort', true),
    ...indexes.flatMap((index) => indexUses(index?.partitionKey, 'partition')),
    ...indexes.flatMap((index) => indexUses(index?.sortKey, 'sort')),
  ];
  const byProperty = new Map<string, KeyUse>();
  for (const { property, role, isTableKey } of uses) {
    const known = byProperty.get(property);
    const roles = [...(known?.roles ?? []), role];
    byProperty.set(property, { roles, isTableKey: isTableKey || known?.isTableKey === true });
  }
  return byProperty;
}

function indexUses(key: EntityIndexKey | undefined, role: KeyRole): Use[] {
  if (key === undefined || key === null) return [];
  if (typeof key === 'object' && 'attribute' in key) return usesOf(key.template, role, false);
  return [key].flat().map((property) => ({ property, role, isTableKey: false }));
}

function usesOf(text: string | undefined, role: KeyRole, isTableKey: boolean): Use[] {
  const template = typeof text === 'string' ? parseTemplate(text, () => undefined) : undefined;
  return (template?.placeholders ?? []).map(({ path }) => ({ property: path, role, isTableKey }));
}
