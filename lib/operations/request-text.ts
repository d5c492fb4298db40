import type { AttributeValue, StoredItem } from '../sdk-types.ts';

/** Characters of a line, and of a text value. */
const maxLine = 100;
/** Numbers of a vector that is searched for. */
const maxNumbers = 8;

type Fields = Readonly<Record<string, unknown>>;

/** The fields that hold stored items. */
const itemFields: ReadonlySet<string> = new Set(['Key', 'Item', 'ExclusiveStartKey']);

/**
 * Returns a request as text, with names and values in place of placeholders:
 *
 * @example
 * UpdateItem orders {
 *   Key: { id: 'o1' },
 *   UpdateExpression: SET status = 'paid',
 *   ConditionExpression: attribute_exists(id),
 *   ReturnValues: ALL_NEW
 * }
 */
export function requestText(operation: string, input: object): string {
  const { TableName, ...fields } = input as Fields;
  return [operation, TableName, objectText(fields, '')].filter((part) => part !== undefined).join(' ');
}

function objectText(fields: Fields, indent: string): string {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values, ...shown } = fields;
  const inner = `${indent}  `;
  const members = Object.entries(shown)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const isExpression = name.endsWith('Expression') && typeof value === 'string';
      const text = isExpression
        ? substituted(value, (names ?? {}) as Record<string, string>, (values ?? {}) as StoredItem)
        : fieldText(name, value, inner);
      return `${name}: ${text}`;
    });
  return wrapped('{', members, '}', indent);
}

function fieldText(name: string, value: unknown, indent: string): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (itemFields.has(name)) return itemText(value as StoredItem);
  if (!Array.isArray(value)) return objectText(value as Fields, indent);
  if (name === 'SearchVector') return vectorText(value);
  const inner = `${indent}  `;
  const elements = value.map((each: unknown) => {
    if (name === 'Keys') return itemText(each as StoredItem);
    return name === 'Parameters' ? valueText(each as AttributeValue) : fieldText('', each, inner);
  });
  return wrapped('[', elements, ']', indent);
}

/** Writes members in one line if they fit, and otherwise one per line. */
function wrapped(open: string, members: readonly string[], close: string, indent: string): string {
  if (members.length === 0) return open + close;
  const line = members.join(', ');
  const isShort = indent.length + line.length <= maxLine && !line.includes('\n');
  if (isShort && indent !== '') return open === '[' ? `[${line}]` : `{ ${line} }`;
  return [open, members.map((member) => `${indent}  ${member}`).join(',\n'), `${indent}${close}`].join('\n');
}

const substituted = (expression: string, names: Readonly<Record<string, string>>, values: StoredItem): string =>
  expression.replace(/[#:]\w+/g, (placeholder) => {
    const value = values[placeholder];
    return names[placeholder] ?? (value === undefined ? placeholder : valueText(value));
  });

const itemText = (item: StoredItem): string => {
  const members = Object.entries(item).map(([name, value]) => `${name}: ${valueText(value)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
};

/** Returns a stored value as text: `{ L: [{ S: 'a' }, { N: '1' }] }` → `['a', 1]`. */
function valueText(value: AttributeValue): string {
  if (value.S !== undefined) return quoted(value.S);
  if (value.N !== undefined) return value.N;
  if (value.BOOL !== undefined) return String(value.BOOL);
  if (value.B !== undefined) return bytesText(value.B);
  if (value.L !== undefined) return `[${value.L.map(valueText).join(', ')}]`;
  if (value.M !== undefined) return itemText(value.M);
  const set = value.SS?.map(quoted) ?? value.NS ?? value.BS?.map(bytesText);
  return set === undefined ? 'null' : `set(${set.join(', ')})`;
}

const vectorText = (numbers: readonly AttributeValue[]): string => {
  const shown = numbers.slice(0, maxNumbers).map(valueText).join(', ');
  return numbers.length > maxNumbers ? `[${shown}, … ${numbers.length} numbers]` : `[${shown}]`;
};

const quoted = (text: string): string => {
  const shown = text.length > maxLine ? `${text.slice(0, maxLine)}…` : text;
  return `'${shown.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`;
};

const bytesText = (bytes: Uint8Array): string => `<${bytes.byteLength} bytes>`;
