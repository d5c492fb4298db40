import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compileKeyText } from '../../lib/keys/compile-key-text.ts';
import { parseTemplate } from '../../lib/keys/template.ts';
import { Issues } from '../../lib/values/issues.ts';
import { indexes, labelOf, partTypes, versionIndex } from './index-key-models.ts';

type Item = Readonly<Record<string, AttributeValue>>;

const storedNames: Readonly<Record<string, string>> = { region: 'reg', address: 'addr' };

/** Reads the part of a key from the attributes of a stored item. */
function partOf(item: Item, path: string): AttributeValue | undefined {
  const [head = '', member] = path.split('.');
  const whole = item[storedNames[head] ?? head];
  const value = member === undefined ? whole : whole?.M?.[member];
  if (value?.NULL === true) return undefined;
  const isSeconds = path === 'due' || path === 'expiresAt';
  return isSeconds && value?.N !== undefined ? { S: new Date(Number(value.N) * 1_000).toISOString() } : value;
}

const allIndexes = { ...indexes, ...versionIndex };

const keyTexts = Object.entries(allIndexes).flatMap(([logicalName, index]) =>
  [index.partitionKey, 'sortKey' in index ? index.sortKey : undefined].flatMap((key) => {
    if (typeof key !== 'object' || !('template' in key)) return [];
    const template = parseTemplate(key.template, () => undefined);
    const text =
      template && compileKeyText(template, 'escaped', (path) => partTypes[path as keyof typeof partTypes], fail);
    const when: Readonly<Record<string, unknown>> = 'when' in index ? index.when : {};
    return text === undefined ? [] : [{ name: key.attribute, text, when, logicalName }];
  }),
);

function fail(message: string): never {
  throw new Error(message);
}

const plainOf = (value: AttributeValue | undefined): unknown => value?.S ?? value?.BOOL;

/** Returns the derived attribute that an item must have, as its other attributes say. */
function expectedLabel(item: Item): [string, AttributeValue][] {
  const parts = { state: item['state']?.S, region: item['reg']?.S, count: Number(item['count']?.N) };
  const label = labelOf({ ...parts, city: item['addr']?.M?.['city']?.S });
  return label === undefined ? [] : [['label', { S: label }]];
}

/** Returns the index keys and the derived attribute that an item must have, as its attributes say. */
export function expectedKeys(item: Item): Record<string, AttributeValue> {
  return Object.fromEntries([
    ...expectedLabel(item),
    ...keyTexts.flatMap(({ name, text, when, logicalName }) => {
      if (logicalName in versionIndex && item['entity']?.S !== 'Kept') return [];
      if (Object.entries(when).some(([property, value]) => plainOf(item[property]) !== value)) return [];
      const made = text.make((path) => partOf(item, path), new Issues());
      return made === undefined ? [] : [[name, { S: made }] as const];
    }),
  ]);
}

/** Returns the index keys and the derived attribute that an item has. */
export const actualKeys = (item: Item): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(item).filter(([name]) => /^(gsi\d|label$)/.test(name)));
