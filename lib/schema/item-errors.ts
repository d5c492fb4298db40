import type { AnnotableError } from '../errors/annotable-error.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { InvalidItemError, PrecisionError } from '../errors/invalid-item-error.ts';
import { type ErrorPlace, type IssueInput, placeText, ValidationError } from '../errors/validation-error.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { causeOf, type Issues, mistakeOf, pathText } from '../values/issues.ts';
import { isBytes } from '../values/kinds.ts';
import { tagOf } from '../values/stored-value.ts';
import type { KeySchema } from './key-schema.ts';

const maxKeyText = 100;

function valueText(value: AttributeValue): string {
  if (value?.N !== undefined) return value.N;
  const { B = '' }: { readonly B?: unknown } = value ?? {};
  const bytes = isBytes(B) ? Buffer.from(B).toString('base64') : String(B);
  const text = value?.B === undefined ? JSON.stringify(value?.S ?? `(${tagOf(value)})`) : bytes;
  return text.length > maxKeyText ? `${text.slice(0, maxKeyText)}…` : text;
}

/**
 * Prints the key of an item for people, `personId=1, name="Ann"`. Undefined if the item has no key.
 *
 * A value that both keys of an entity contain is printed once.
 */
export function printKey(key: KeySchema, item: StoredItem): string | undefined {
  const parts = key.shown(item).map(([path, value]) => `${path}=${valueText(value)}`);
  return parts.length === 0 ? undefined : [...new Set(parts)].join(', ');
}

/** Returns the error for an invalid argument, or for a mistake of the class. */
export const refusalOf = (place: ErrorPlace, issues: Issues): AnnotableError =>
  mistakeIn(place, issues) ?? new ValidationError(place, publicIssues(issues), { cause: causeOf(issues.list) });

/**
 * Returns the error for a stored item that can't be read, or for a mistake of the class.
 *
 * @param isRefused - true if the item can't be written
 */
export function unreadableOf(place: ErrorPlace, issues: Issues, isRefused = false): AnnotableError {
  const InvalidItem = issues.list.every(({ code }) => code === 'precision') ? PrecisionError : InvalidItemError;
  const details = { cause: causeOf(issues.list), isRefused };
  return mistakeIn(place, issues) ?? new InvalidItem(place, publicIssues(issues), details);
}

const publicIssues = ({ list }: Issues): IssueInput[] =>
  list.map(({ elements, message, code }) => ({ path: pathText(elements), message, code }));

function mistakeIn(place: ErrorPlace, issues: Issues): ConfigurationError | undefined {
  const mistake = mistakeOf(issues.list);
  if (mistake === undefined) return undefined;
  const path = pathText(mistake.elements);
  return new ConfigurationError(`${placeText(place)}: ${path === '' ? '' : `${path} `}${mistake.message}`);
}
