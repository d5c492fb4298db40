import type { TableOptions } from '../schema/definition.ts';
import type { PlainClassDecorator } from './decorator-types.ts';
import { classDecorator } from './draft.ts';

/**
 * Declares the table that stores the items of a class.
 *
 * @param name - 3 to 255 characters of `A-Z a-z 0-9 _ . -`, or the table's ARN
 * @param options - billing (on demand by default), stream, protection, recovery, encryption, policy, tags, and others; the
 * classes that share the table
 * @example
 * @Table('phonebook', { billing: { read: 5, write: 5 } }) class Phone { … }
 * // CreateTable { TableName: 'phonebook', BillingMode: 'PROVISIONED', … }
 */
export function Table(name: string, options: TableOptions = {}): PlainClassDecorator {
  return classDecorator((draft) => draft.tables.push({ name, options })) as PlainClassDecorator;
}
