import type { AttributeValue } from '../sdk-types.ts';
import type { PathElement } from '../values/issues.ts';

/** An expression, and the names and values that it adds to a request. */
export interface ExpressionParts {
  readonly expression: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/**
 * The first placeholders of each kind. Constant, because allocating a string costs more than all else about a
 * placeholder.
 */
const texts = (sigil: string): readonly string[] => Array.from({ length: 64 }, (_, count) => `${sigil}${count}`);
const [nameTexts, valueTexts] = [texts('#'), texts(':')];

/** The maximum number of values that are compared one by one. */
const maxCompared = 32;

/** A value and its placeholder. */
interface Placed {
  readonly value: AttributeValue;
  readonly placeholder: string;
  /**
   * Distinguishes the value from others of its type. Undefined for strings and numbers, which are compared directly.
   */
  readonly identity: string | undefined;
}

/**
 * Assigns the placeholders of one request. All names and values share one counter, and equal ones share a placeholder.
 */
export class Placeholders {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, AttributeValue> = {};
  readonly #names = new Map<string, string>();
  /** The first values. So few are faster to compare one by one than to look up by a new string. */
  readonly #values: Placed[] = [];
  /** The placeholders of all later values, by type and value. */
  readonly #later = new Map<string, string>();
  /** Values that are created once per request, by the object that creates them. */
  #created: Map<object, unknown> | undefined;
  #count = 0;

  /** Returns the placeholder of a stored name: `name` → `#0`. */
  name(stored: string): string {
    const known = this.#names.get(stored);
    if (known !== undefined) return known;
    const placeholder = this.#next('#', nameTexts);
    this.#names.set(stored, placeholder);
    this.names[placeholder] = stored;
    return placeholder;
  }

  /**
   * Returns the placeholder of a value: `{ S: 'Ann' }` → `:0`. Values are equal only if their types are: `'true'` is
   * not `true`.
   */
  value(value: AttributeValue): string {
    const identity = identityOf(value);
    for (const placed of this.#values) if (isSame(placed, value, identity)) return placed.placeholder;
    const isFirst = this.#values.length < maxCompared;
    const text = isFirst ? '' : (identity ?? (value.S === undefined ? `N${value.N}` : `S${value.S}`));
    const known = isFirst ? undefined : this.#later.get(text);
    if (known !== undefined) return known;
    const placeholder = this.#next(':', valueTexts);
    if (isFirst) this.#values.push({ value, placeholder, identity });
    else this.#later.set(text, placeholder);
    this.values[placeholder] = value;
    return placeholder;
  }

  /** Returns the text of a path: `['calls', 0, 'secs']` → `#0[0].#1`. */
  path(elements: readonly PathElement[]): string {
    if (elements.length === 1) return this.name(String(elements[0]));
    return elements.reduce<string>((text, element) => {
      if (typeof element === 'number') return `${text}[${element}]`;
      return text === '' ? this.name(element) : `${text}.${this.name(element)}`;
    }, '');
  }

  /** Creates a value once per request, so a default function is called only once. */
  once<Made>(of: object, make: () => Made): Made {
    this.#created ??= new Map();
    if (!this.#created.has(of)) this.#created.set(of, make());
    return this.#created.get(of) as Made;
  }

  /** Returns a finished expression with its names and values. */
  parts(expression: string): ExpressionParts {
    return { expression, names: this.names, values: this.values };
  }

  #next(sigil: string, known: readonly string[]): string {
    const count = this.#count;
    this.#count += 1;
    return known[count] ?? `${sigil}${count}`;
  }
}

const isSame = (placed: Placed, { S, N }: AttributeValue, identity: string | undefined): boolean =>
  placed.identity === identity && placed.value.S === S && placed.value.N === N;

/**
 * Returns a text that is unique among values other than strings and numbers. JSON of another type is never `true` or
 * `false`.
 */
function identityOf(value: AttributeValue): string | undefined {
  if (value.S !== undefined || value.N !== undefined) return undefined;
  if (value.BOOL !== undefined) return String(value.BOOL);
  return JSON.stringify(value, (_key, part: unknown) =>
    part instanceof Uint8Array ? { bytes: Buffer.from(part).toString('base64') } : part,
  );
}

function isFilled(record: object): boolean {
  for (const _ in record) return true;
  return false;
}

/** Returns the request fields for names and values. Empty ones are left out, because DynamoDB refuses them. */
export function placeholderFields({ names, values }: Pick<ExpressionParts, 'names' | 'values'>): {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
} {
  if (!isFilled(names)) return isFilled(values) ? { ExpressionAttributeValues: values } : {};
  if (!isFilled(values)) return { ExpressionAttributeNames: names };
  return { ExpressionAttributeNames: names, ExpressionAttributeValues: values };
}
