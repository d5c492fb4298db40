import type { KeyText } from '../../lib/keys/key-text.ts';
import type { AttributeValue } from '../../lib/sdk-types.ts';
import { Issues } from '../../lib/values/issues.ts';
import { compareKeys, keyText } from './support.ts';

/** Tuples over all templates. `KEY_TUPLES=1000000` runs more. */
const count = Number(process.env['KEY_TUPLES'] ?? 20_000);

const templates = [
  '{a}#{b}#{c}',
  'T#{a}#C#{b}#{c}#',
  '{a}|{b}_{c}',
  '{a}##{b}#$H{c}',
  '{a}$H{b}$I{c}',
  '\u0000{a}\u0000{b}~{c}~',
];
/** Separators, their neighbors, and the characters that escapes are written with. */
const characters = [...'#$"%HI|}_`{~ \u0000\u0001\u0002ab', 'é', '\ue000', '\u{10ffff}'];

/** A generator of equal sequences in each run (xorshift). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Returns texts of 1 to 4 characters, so most tuples differ only in where a character belongs. */
function tupleOf(next: (below: number) => number): readonly string[] {
  return [0, 1, 2].map(() => {
    const length = 1 + next(4);
    return Array.from({ length }, () => characters[next(characters.length)]).join('');
  });
}

const compareTuples = (a: readonly string[], b: readonly string[]): number =>
  a.map((text, index) => compareKeys(text, b[index] ?? '')).find((order) => order !== 0) ?? 0;

function makeKey(key: KeyText, [a, b, c]: readonly string[]): string {
  const values = { a, b, c };
  const partOf = (path: string): AttributeValue => ({ S: values[path as 'a'] as string });
  return key.make(partOf, new Issues()) ?? '';
}

test.each(templates)(
  `no two of the ${count} hostile tuples of all templates have one key, and their order is kept: %j`,
  (text) => {
    const key = keyText(text);
    const next = random(templates.indexOf(text) + 1);
    const made = new Map<string, string>();
    let wrong = 0;
    let [tuple, before] = [tupleOf(next), ''];
    for (let run = 0; run < count / templates.length; run++) {
      const last = tuple;
      tuple = tupleOf(next);
      const written = makeKey(key, tuple);
      const identity = JSON.stringify(tuple);
      const isCollision = (made.get(written) ?? identity) !== identity;
      const isMoved =
        before !== '' && Math.sign(compareKeys(before, written)) !== Math.sign(compareTuples(last, tuple));
      const read = ['a', 'b', 'c'].map((path) => key.parse(written)?.get(path)?.S);
      if (isCollision || isMoved || JSON.stringify(read) !== identity) wrong++;
      made.set(written, identity);
      before = written;
    }
    expect(wrong).toBe(0);
    expect(made.size).toBeGreaterThan(count / templates.length / 2);
  },
  600_000,
);
