import type { AttributeValue } from '../sdk-types.ts';
import type { PathElement } from '../values/issues.ts';

/** What a part of an expression adds to a request. */
export interface ExpressionParts {
  readonly expression: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** Gives out the placeholders of one request: every name and value is one, from one counter, and equal ones are shared. */
export class Placeholders {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, AttributeValue> = {};
  readonly #known = new Map<string, string>();

  /** `name` → `#0`. */
  name(stored: string): string {
    return this.#share(`#${stored}`, '#', (placeholder) => {
      this.names[placeholder] = stored;
    });
  }

  /** `{ S: 'Ann' }` → `:0`. The type is part of what makes two values equal, so `'true'` is not `true`. */
  value(value: AttributeValue): string {
    return this.#share(`:${valueIdentity(value)}`, ':', (placeholder) => {
      this.values[placeholder] = value;
    });
  }

  /** `['calls', 0, 'secs']` → `#0[0].#1`. */
  path(elements: readonly PathElement[]): string {
    if (elements.length === 1) return this.name(String(elements[0]));
    return elements.reduce<string>((text, element) => {
      if (typeof element === 'number') return `${text}[${element}]`;
      return text === '' ? this.name(element) : `${text}.${this.name(element)}`;
    }, '');
  }

  /** The parts of a finished expression. */
  parts(expression: string): ExpressionParts {
    return { expression, names: this.names, values: this.values };
  }

  #share(identity: string, sigil: string, add: (placeholder: string) => void): string {
    const known = this.#known.get(identity);
    if (known !== undefined) return known;
    const placeholder = `${sigil}${this.#known.size}`;
    this.#known.set(identity, placeholder);
    add(placeholder);
    return placeholder;
  }
}

/** No two texts are equal of which one is JSON, which begins with a brace. */
function valueIdentity(value: AttributeValue): string {
  if (value.S !== undefined) return `S${value.S}`;
  if (value.N !== undefined) return `N${value.N}`;
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
