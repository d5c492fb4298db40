import { maxSortKeyBytes } from '../limits.ts';
import { type DocumentKeys, partKeys, reserved } from './link-keys.ts';
import { entryId, entryKey } from './row.ts';

const partition = { entries: `${reserved}space#`, parts: `${reserved}parts#` } as const;

/** Most bytes of the name of a space. The partition keys of its parts are longer than the name. */
export const maxSpaceBytes = 2_000;

/** Returns the name of the space of a partition key. Undefined for a partition of parts. */
export function spaceOf(partitionKey: string): string | undefined {
  if (!partitionKey.startsWith(reserved)) return partitionKey;
  return partitionKey.startsWith(partition.entries) ? partitionKey.slice(partition.entries.length) : undefined;
}

/** The keys of one space's entries and parts. Parts have a partition of their own, so that lists don't read them. */
export class EntryKeys implements DocumentKeys {
  /** Partition key of the entries. */
  readonly entries: string;
  /** Partition key of the parts. */
  readonly allParts: string;

  /** @param space - '' for the default namespace of a linker; a partition key can't be empty */
  constructor(space: string) {
    this.entries = space === '' || space.startsWith(reserved) ? partition.entries + space : space;
    this.allParts = `${partition.parts}${space}#`;
  }

  maxIdBytes(): number {
    return maxSortKeyBytes;
  }

  document(name: string): string {
    return entryId(this.entries, name);
  }

  idOf(key: string): string | undefined {
    const { space, name } = entryKey(key);
    return space === this.entries ? name : undefined;
  }

  /** Returns the key of a part: `{ space: 'annotable#parts#s#', name: 'r#0' }` in the space `s`. */
  part(revision: string, index: number): string {
    return entryId(this.allParts, `${revision}#${index}`);
  }

  parts(revision: string, count: number): string[] {
    return partKeys(this, revision, count);
  }

  revisionOf(key: string): string | undefined {
    const { space, name } = entryKey(key);
    return space === this.allParts ? name.slice(0, name.lastIndexOf('#')) : undefined;
  }

  printed(key: string): string {
    const { space, name } = entryKey(key);
    return `space=${JSON.stringify(space)}, name=${JSON.stringify(name)}`;
  }
}
