import type { AttributeValue } from '../sdk-types.ts';
import { beginsStored, compareStored, containsStored, deepIdentity, sizeStored } from '../values/compare-stored.ts';
import { Issues } from '../values/issues.ts';
import { tagOf } from '../values/stored-value.ts';
import { encodeOperand } from './operand.ts';
import type { Operator, OperatorKind } from './operator.ts';
import type { ResolvedPath } from './path.ts';
import { elementValue, rawValue } from './tests.ts';

/** True if a comparison of two stored values holds in DynamoDB. Values of different types have no order. */
export function compares(kind: OperatorKind, value: AttributeValue, other: AttributeValue): boolean {
  if (kind === 'eq') return deepIdentity(value) === deepIdentity(other);
  if (kind === 'ne') return deepIdentity(value) !== deepIdentity(other);
  const order = compareStored(value, other);
  if (order === undefined) return false;
  if (kind === 'lt') return order < 0;
  if (kind === 'lte') return order <= 0;
  return kind === 'gt' ? order > 0 : order >= 0;
}

/** True if a stored value passes a test in DynamoDB. The operands must be values, not references. */
export function passes(target: ResolvedPath, { kind, operands }: Operator, value: AttributeValue): boolean {
  const [first, second] = operands;
  const issues = new Issues();
  const comparesWith = (comparison: OperatorKind, operand: unknown): boolean => {
    const other = encodeOperand(target, operand, issues);
    return other === undefined ? comparison === 'ne' : compares(comparison, value, other);
  };
  if (kind === 'between') return comparesWith('gte', first) && comparesWith('lte', second);
  if (kind === 'oneOf') return (first as readonly unknown[]).some((each) => comparesWith('eq', each));
  if (kind === 'typeIs') return tagOf(value) === first;
  if (kind === 'size') return hasSize(first as Operator, sizeStored(value));
  if (kind !== 'beginsWith' && kind !== 'contains') return comparesWith(kind, first);
  const isPrefix = kind === 'beginsWith';
  const part = isPrefix ? rawValue(target.codec.kind, first) : elementValue(target, first, issues);
  return part !== undefined && (isPrefix ? beginsStored(value, part) : containsStored(value, part));
}

function hasSize({ kind, operands }: Operator, size: number | undefined): boolean {
  if (size === undefined) return false;
  const [first, second = first] = operands as number[];
  if (kind === 'oneOf') return (operands[0] as readonly number[]).includes(size);
  if (kind === 'between') return size >= Number(first) && size <= Number(second);
  return compares(kind, { N: String(size) }, { N: String(first) });
}
