import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { ValidationError } from '../errors/validation-error.ts';
import { filledProperties } from '../json/filled.ts';
import { readItem } from '../json/from-json.ts';
import { toJson } from '../json/to-json.ts';
import { schemaOfItem } from '../schema/family.ts';
import { isOwnItem } from '../schema/kinds.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { isPlainObject } from '../values/collections.ts';
import { deepIdentity } from '../values/compare-stored.ts';
import { Issues } from '../values/issues.ts';
import { storedOf, storedText } from './stored-text.ts';

/** The form of the lines: JSON by the properties of the class, or the JSON of DynamoDB. */
export type LineFormat = 'json' | 'dynamodb';

/** Writes items as lines, and reads them. */
export interface LineForm {
  /** @throws InvalidItemError if the line would lose a part of the item */
  write(item: StoredItem): string;
  /** @throws ValidationError if the line is no item of the class */
  read(line: unknown): StoredItem;
}

/** @param isPartial - true to leave out what a line can't hold */
export const lineForm = (schema: Schema, format: LineFormat, isPartial: boolean): LineForm =>
  format === 'json' ? jsonForm(schema, isPartial) : dynamodbForm(schema);

function dynamodbForm(schema: Schema): LineForm {
  return {
    write: storedText,
    read: (line) => {
      const item = storedOf(line);
      if (item === undefined) throw refusal(schema, 'must be { "Item": { … } } with values such as { "S": "text" }');
      if (!isOwnItem(schema, item)) throw refusal(schema, `is no ${schema.name}`);
      // Checks that a read accepts it.
      schemaOfItem(schema, item).mapper.fromItem(item);
      return item;
    },
  };
}

function jsonForm(schema: Schema, isPartial: boolean): LineForm {
  const filled = filledProperties(schema);
  const derived = Object.values(schema.attributes).filter(({ derivedFrom }) => derivedFrom !== undefined);
  const read = (line: unknown): StoredItem => {
    // Derived attributes are computed again.
    const given = isPlainObject(line) ? { ...line } : line;
    for (const { property } of derived) if (isPlainObject(given)) delete given[property];
    const issues = new Issues();
    const item = readItem(schema, given, filled, issues);
    if (issues.list.length > 0) throw schema.mapper.refusal(issues);
    return schema.mapper.toItem(item);
  };
  return {
    read,
    write: (item) => {
      const json = toJson(schema.mapper.fromResponse(item));
      if (!isPartial) checkWhole(schema, item, read(json));
      return JSON.stringify(json);
    },
  };
}

const identityOf = (value: StoredItem[string] | undefined): string | undefined => value && deepIdentity(value);

/** @throws InvalidItemError if JSON would lose or change an attribute of an item */
function checkWhole(schema: Schema, item: StoredItem, again: StoredItem): void {
  const lost = Object.keys({ ...item, ...again }).filter((name) => identityOf(item[name]) !== identityOf(again[name]));
  if (lost.length === 0) return;
  const issues = lost.map((path) => ({
    path,
    message: `can't be written as JSON by ${schema.name}, which hides it or doesn't declare it; choose the format 'dynamodb'`,
  }));
  throw new InvalidItemError({ table: schema.table.name, key: schema.mapper.keyText(item) }, issues);
}

const refusal = ({ table }: Schema, message: string): ValidationError =>
  new ValidationError({ table: table.name }, [{ path: '', message }]);
