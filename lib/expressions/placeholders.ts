import type { AttributeValue } from '../sdk-types.ts';
import type { PathElement } from '../values/issues.ts';

/** What a part of an expression adds to a request. */
export interface ExpressionParts {
  readonly expression: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** The first placeholders of a kind: a text that is made anew costs more than all else about one. */
const texts = (sigil: string): readonly string[] => Array.from({ length: 64 }, (_, count) => `${sigil}${count}`);
const [nameTexts, valueTexts] = [texts('#'), texts(':')];

/** Values that are looked at one by one. */
const maxLookedAt = 32;

/** A value that has a placeholder. */
interface Placed {
  readonly value: AttributeValue;
  readonly placeholder: string;
  /** What tells it from others of its kind; of a text or number it is the value itself. */
  readonly identity: string | undefined;
}

/** Gives out the placeholders of one request: every name and value is one, from one counter, and equal ones are shared. */
export class Placeholders {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, AttributeValue> = {};
  readonly #names = new Map<string, string>();
  /** The first values: so few that to look at each is quicker than to make a text of one to find it by. */
  readonly #values: Placed[] = [];
  /** The placeholders of all others, by type and value. */
  readonly #later = new Map<string, string>();
  /** What is made once for a request, by what it is made of. */
  #made: Map<object, unknown> | undefined;
  #count = 0;

  /** `name` → `#0`. */
  name(stored: string): string {
    const known = this.#names.get(stored);
    if (known !== undefined) return known;
    const placeholder = this.#next('#', nameTexts);
    this.#names.set(stored, placeholder);
    this.names[placeholder] = stored;
    return placeholder;
  }

  /** `{ S: 'Ann' }` → `:0`. The type is part of what makes two values equal, so `'true'` is not `true`. */
  value(value: AttributeValue): string {
    const identity = identityOf(value);
    for (const placed of this.#values) if (isSame(placed, value, identity)) return placed.placeholder;
    const isFirst = this.#values.length < maxLookedAt;
    const text = isFirst ? '' : (identity ?? (value.S === undefined ? `N${value.N}` : `S${value.S}`));
    const known = isFirst ? undefined : this.#later.get(text);
    if (known !== undefined) return known;
    const placeholder = this.#next(':', valueTexts);
    if (isFirst) this.#values.push({ value, placeholder, identity });
    else this.#later.set(text, placeholder);
    this.values[placeholder] = value;
    return placeholder;
  }

  /** `['calls', 0, 'secs']` → `#0[0].#1`. */
  path(elements: readonly PathElement[]): string {
    if (elements.length === 1) return this.name(String(elements[0]));
    return elements.reduce<string>((text, element) => {
      if (typeof element === 'number') return `${text}[${element}]`;
      return text === '' ? this.name(element) : `${text}.${this.name(element)}`;
    }, '');
  }

  /** What is made once for the request, however often it is asked for: a default that is a function gives one value. */
  once<Made>(of: object, make: () => Made): Made {
    this.#made ??= new Map();
    if (!this.#made.has(of)) this.#made.set(of, make());
    return this.#made.get(of) as Made;
  }

  /** The parts of a finished expression. */
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

/** No other's JSON is the text of a boolean. */
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

/** The request's fields for names and values; DynamoDB refuses empty ones, so they are left out. */
export function placeholderFields({ names, values }: Pick<ExpressionParts, 'names' | 'values'>): {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
} {
  if (!isFilled(names)) return isFilled(values) ? { ExpressionAttributeValues: values } : {};
  if (!isFilled(values)) return { ExpressionAttributeNames: names };
  return { ExpressionAttributeNames: names, ExpressionAttributeValues: values };
}
