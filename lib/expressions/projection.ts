import type { AttributeSchema } from '../schema/attribute-schema.ts';
import type { Schema } from '../schema/schema.ts';
import { Issues, kindOf } from '../values/issues.ts';
import { checkLength } from './condition.ts';
import { type ExpressionParts, Placeholders } from './placeholders.ts';

/**
 * Returns the attributes that a `select` names.
 *
 * @throws ValidationError `item.invalid` if it names none, or one that the class doesn't have
 */
export function selectedAttributes(schema: Schema, select: readonly string[]): AttributeSchema[] {
  const issues = new Issues();
  if (!Array.isArray(select)) {
    issues.reject(`select takes an array of attributes, not ${kindOf(select)}; write select: ['…']`);
    throw schema.mapper.refusal(issues);
  }
  if (select.length === 0) issues.reject('select is empty; name at least one attribute, or leave it out');
  const attributes = Array.from(select as readonly unknown[]).flatMap((property) => {
    if (typeof property !== 'string') {
      issues.reject(`select takes the names of attributes, not ${kindOf(property)}`);
      return [];
    }
    const attribute = schema.attributes[property];
    if (attribute === undefined) {
      issues.report(`is no attribute of ${schema.name}, so it can't be selected`, 'undeclared');
      issues.within(issues.list.length - 1, property);
    }
    return attribute ?? [];
  });
  if (issues.list.length > 0) throw schema.mapper.refusal(issues);
  return attributes;
}

/**
 * Writes a projection: `['name']` → `#0`.
 *
 * @param besides - other attributes that are needed: keys to distinguish items, the time to live
 * @throws ValidationError `item.invalid` if it names none, one that the class doesn't have, or too many for a request
 */
export function projectionExpression(
  schema: Schema,
  select: readonly string[],
  besides: readonly Pick<AttributeSchema, 'name'>[] = [],
  placeholders: Placeholders = new Placeholders(),
): ExpressionParts {
  const names = new Set([...selectedAttributes(schema, select), ...besides].map(({ name }) => name));
  const expression = [...names].map((name) => placeholders.name(name)).join(', ');
  const issues = new Issues();
  checkLength('the selection', expression, 0, issues);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues);
  return placeholders.parts(expression);
}
