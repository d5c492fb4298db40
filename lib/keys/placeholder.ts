import { maxNumberDigits } from '../limits.ts';

/** A property in a key template, `{orderId}` or `{n|pad:8}`. At most one modifier of each kind, and shards alone. */
export interface Placeholder {
  /** The property, or the path of one in a document: `address.country`. */
  readonly path: string;
  /** Digits of a number that is padded with zeros, 1 to 38. */
  readonly pad?: number;
  /** Number of shards, 2 to 1,000. The key contains the shard of the value instead of the value. */
  readonly shards?: number;
  /** Changes the letters of the value, so two values can share a key. */
  readonly letters?: 'lower' | 'upper';
}

const maxShards = 1_000;

/** The number of each modifier that has one. */
const numbered = {
  pad: { least: 1, most: maxNumberDigits },
  shard: { least: 2, most: maxShards },
} as const;

/** Parses the content of braces: `n|pad:8` → `{ path: 'n', pad: 8 }`. */
export function placeholderOf(content: string, problems: string[]): Placeholder {
  const [path = '', ...modifiers] = content.split('|');
  const report = (message: string): void => void problems.push(`{${content}} ${message}`);
  if (path === '') report('names no property; write one, as in {orderId}');
  else if (/\s/.test(content)) report(`has a space; write {${content.replace(/\s+/g, '')}}`);
  else if (path.split('.').includes('')) report('has an empty step in its path; write it as in {address.country}');
  const found: Record<string, unknown> = {};
  for (const modifier of modifiers) {
    const [name, value] = modifierOf(modifier.trim(), report);
    if (name === '') continue;
    if (name in found) report(`has a second modifier of one kind, '${modifier}'; leave it out`);
    found[name] = value;
  }
  if ('shards' in found && Object.keys(found).length > 1)
    report('is a shard, which has no other modifier; leave it out');
  return Object.freeze({ path, ...found });
}

function modifierOf(modifier: string, report: (message: string) => void): readonly [name: string, value: unknown] {
  if (modifier === 'lower' || modifier === 'upper') return ['letters', modifier];
  const [, name, digits = ''] = /^(pad|shard)(?::(.*))?$/.exec(modifier) ?? [];
  if (name !== 'pad' && name !== 'shard') {
    report(`has the modifier '${modifier}', which is unknown; there are lower, upper, pad:8, and shard:8`);
    return ['', undefined];
  }
  const { least, most } = numbered[name];
  const count = /^\d{1,4}$/.test(digits) ? Number(digits) : 0;
  if (count < least || count > most) report(`needs a whole number of ${least} to ${most} for ${name}, as in ${name}:8`);
  return [name === 'pad' ? 'pad' : 'shards', count];
}
