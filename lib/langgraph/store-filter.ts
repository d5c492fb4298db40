type Operator = (value: unknown, operand: unknown) => boolean;

/** The operators of filters, as LangGraph defines them. */
const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['$eq', (value, operand) => value === operand],
  ['$ne', (value, operand) => value !== operand],
  ['$gt', (value, operand) => Number(value) > Number(operand)],
  ['$gte', (value, operand) => Number(value) >= Number(operand)],
  ['$lt', (value, operand) => Number(value) < Number(operand)],
  ['$lte', (value, operand) => Number(value) <= Number(operand)],
  ['$in', (value, operand) => Array.isArray(operand) && operand.includes(value)],
  ['$nin', (value, operand) => !Array.isArray(operand) || !operand.includes(value)],
]);

/** True if the members of a value fulfill a filter. A member of the filter is a value, or an object of operators. */
export const fulfills = (
  value: Readonly<Record<string, unknown>>,
  filter: Readonly<Record<string, unknown>> = {},
): boolean => Object.entries(filter).every(([member, test]) => passes(value[member], test));

function passes(value: unknown, test: unknown): boolean {
  if (typeof test !== 'object' || test === null) return value === test;
  const tests = Object.entries(test);
  if (!tests.every(([name]) => operators.has(name))) return value === test;
  return tests.every(([name, operand]) => operators.get(name)?.(value, operand) === true);
}
