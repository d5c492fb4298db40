import type { StoredItem } from '../sdk-types.ts';
import { isIdentifier } from './sketch.ts';

/** A template that makes the values of a key attribute, and the stored names that it is made of. */
export interface InferredTemplate {
  readonly text: string;
  readonly sources: readonly string[];
}

const separator = '#';

/**
 * Returns the template that makes an attribute of all items from their other attributes. Undefined if there is none.
 *
 * @param excluded - stored names that can't be placeholders, such as the keys themselves
 */
export function inferTemplate(
  attribute: string,
  items: readonly StoredItem[],
  excluded: ReadonlySet<string>,
): InferredTemplate | undefined {
  const texts = items.map((item) => item[attribute]?.S?.split(separator));
  const length = texts[0]?.length ?? 0;
  if (!texts.every((parts) => parts?.length === length) || length === 0) return undefined;
  const parts: string[] = [];
  const sources: string[] = [];
  for (let place = 0; place < length; place++) {
    const part = inferPart(
      texts.map((all) => all?.[place] ?? ''),
      items,
      excluded,
    );
    if (part === undefined) return undefined;
    parts.push(part.text);
    sources.push(...part.sources);
  }
  return { text: parts.join(separator), sources };
}

function inferPart(
  texts: readonly string[],
  items: readonly StoredItem[],
  excluded: ReadonlySet<string>,
): InferredTemplate | undefined {
  const [first = ''] = texts;
  const isFixed = texts.every((text) => text === first);
  const candidates = Object.keys(items[0] ?? {})
    .sort()
    .filter((name) => isIdentifier(name) && !excluded.has(name));
  const found = candidates.flatMap((name) => placeholderOf(name, texts, items) ?? []);
  // The longest value leaves the shortest fixed text.
  const [best] = found.sort((one, other) => one.prefix.length - other.prefix.length);
  if (isFixed && (items.length > 1 || best === undefined)) return { text: literal(first), sources: [] };
  return best && { text: `${literal(best.prefix)}{${best.placeholder}}`, sources: [best.name] };
}

interface Placeholder {
  readonly name: string;
  readonly placeholder: string;
  readonly prefix: string;
}

/** Returns the placeholder of an attribute whose value ends each text after the same prefix. */
function placeholderOf(name: string, texts: readonly string[], items: readonly StoredItem[]): Placeholder | undefined {
  for (const [change, suffix] of forms) {
    const prefixes = texts.map((text, place) => {
      const value = change(valueText(items[place]?.[name]) ?? '\0');
      return value !== '' && text.endsWith(value) ? text.slice(0, text.length - value.length) : undefined;
    });
    const [prefix] = prefixes;
    if (prefix !== undefined && prefixes.every((each) => each === prefix) && !/[\d}{]/.test(prefix))
      return { name, placeholder: `${name}${suffix}`, prefix };
  }
  return undefined;
}

const forms: readonly (readonly [change: (text: string) => string, suffix: string])[] = [
  [(text) => text, ''],
  [(text) => text.toLowerCase(), '|lower'],
  [(text) => text.toUpperCase(), '|upper'],
];

const valueText = (value: StoredItem[string] | undefined): string | undefined => value?.S ?? value?.N;

/** Doubles the braces of fixed text. */
const literal = (text: string): string => text.replaceAll(/[{}]/g, '$&$&');
