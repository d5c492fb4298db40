import { maxNumberDigits } from '../limits.ts';
import type { StoredItem } from '../sdk-types.ts';
import { isIdentifier } from '../values/literals.ts';

/** A template that makes the values of a key attribute, and the stored names that it is made of. */
export interface InferredTemplate {
  readonly text: string;
  readonly sources: readonly string[];
}

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
  const texts = items.flatMap((item) => item[attribute]?.S ?? []);
  if (texts.length < items.length || texts.length === 0) return undefined;
  const pieces = new TemplateSearch(texts, placeholdersOf(items, excluded)).find();
  return (
    pieces && {
      text: pieces.map((piece) => (typeof piece === 'string' ? literal(piece) : `{${piece.text}}`)).join(''),
      sources: pieces.flatMap((piece) => (typeof piece === 'string' ? [] : piece.name)),
    }
  );
}

/** A placeholder that a template can have, with its value in each item. */
interface Placeholder {
  readonly name: string;
  /** The name with its modifier: `number|pad:8`. */
  readonly text: string;
  valueAt(place: number): string;
}

/** The characters of fixed text, and placeholders. */
type Piece = string | Placeholder;

/** Returns the placeholders that differ between items. Attributes that all items have alike are fixed text. */
function placeholdersOf(items: readonly StoredItem[], excluded: ReadonlySet<string>): Placeholder[] {
  const names = Object.keys(items[0] ?? {}).sort();
  return names.flatMap((name) => {
    const values = items.map((item) => valueText(item[name]));
    const isUsable = isIdentifier(name) && !excluded.has(name) && values.every(Boolean);
    return isUsable && (items.length === 1 || new Set(values).size > 1) ? formsOf(name, values as string[]) : [];
  });
}

const valueText = ({ S, N, BOOL }: StoredItem[string] = { NULL: true }): string | undefined =>
  S ?? N ?? (BOOL === undefined ? undefined : String(BOOL));

/** Returns an attribute as a placeholder without a modifier, and with each modifier that changes it. */
function formsOf(name: string, values: readonly string[]): Placeholder[] {
  const at = (place: number): string => values[place] ?? '';
  const lengths = values.map((value) => value.length);
  const width = Math.max(...lengths, Math.min(...lengths) + 1);
  const widths = values.every((value) => /^\d+$/.test(value)) ? maxNumberDigits - width + 1 : 0;
  return [
    { name, text: name, valueAt: at },
    { name, text: `${name}|lower`, valueAt: (place) => at(place).toLowerCase() },
    { name, text: `${name}|upper`, valueAt: (place) => at(place).toUpperCase() },
    ...Array.from({ length: Math.max(widths, 0) }, (_, more) => ({
      name,
      text: `${name}|pad:${width + more}`,
      valueAt: (place: number) => at(place).padStart(width + more, '0'),
    })),
  ];
}

/** Most steps of a search. A step is one character of fixed text, or one placeholder. */
const maxSteps = 5_000;

/** Reads the texts of all items at the same time, from left to right. */
class TemplateSearch {
  readonly #texts: readonly string[];
  readonly #placeholders: readonly Placeholder[];
  #steps = 0;

  constructor(texts: readonly string[], placeholders: readonly Placeholder[]) {
    this.#texts = texts;
    this.#placeholders = placeholders;
  }

  find(): Piece[] | undefined {
    return this.#from(
      this.#texts.map(() => 0),
      false,
    );
  }

  /** @param ends - the positions in the texts up to which they are read */
  #from(ends: readonly number[], isAfterPlaceholder: boolean): Piece[] | undefined {
    if (ends.every((end, place) => end === this.#texts[place]?.length)) return [];
    if (this.#steps++ > maxSteps) return undefined;
    return (isAfterPlaceholder ? undefined : this.#withPlaceholder(ends)) ?? this.#withCharacter(ends);
  }

  #withPlaceholder(ends: readonly number[]): Piece[] | undefined {
    for (const placeholder of this.#placeholders) {
      const rest = this.#isAt(placeholder, ends) ? this.#from(this.#after(placeholder, ends), true) : undefined;
      if (rest !== undefined) return [placeholder, ...rest];
    }
    return undefined;
  }

  #withCharacter(ends: readonly number[]): Piece[] | undefined {
    const character = this.#texts[0]?.[ends[0] ?? 0];
    const isFixed = character !== undefined && this.#texts.every((text, place) => text[ends[place] ?? 0] === character);
    if (!isFixed) return undefined;
    const next = ends.map((end) => end + 1);
    const rest = this.#from(next, false);
    return rest && [character, ...rest];
  }

  /** Of one item, nothing shows what differs. So a value counts only between separators. */
  #isAt(placeholder: Placeholder, ends: readonly number[]): boolean {
    const isAlone = this.#texts.length === 1;
    return this.#texts.every((text, place) => {
      const [value, end] = [placeholder.valueAt(place), ends[place] ?? 0];
      if (!text.startsWith(value, end)) return false;
      return !isAlone || !(isWordCharacter(text[end - 1]) || isWordCharacter(text[end + value.length]));
    });
  }

  #after(placeholder: Placeholder, ends: readonly number[]): number[] {
    return ends.map((end, place) => end + placeholder.valueAt(place).length);
  }
}

const isWordCharacter = (character = ''): boolean => /[a-z0-9]/i.test(character);

/** Doubles the braces of fixed text. */
const literal = (text: string): string => text.replaceAll(/[{}]/g, '$&$&');
