import type { AttributeValue } from '../sdk-types.ts';
import { type Converter, reportTag } from './converter.ts';
import { sameDecimal } from './decimal-text.ts';
import { type Issues, kindOf } from './issues.ts';

const isoPattern = /^((?:\d{4}|[+-]\d{6})-\d\d-(\d\d))T\d\d:\d\d:\d\d(?:\.(\d+))?(?:Z|[+-]\d\d:?\d\d)$/;

function validDate(value: unknown, issues: Issues): Date | undefined {
  if (!(value instanceof Date)) {
    issues.report(`must be a Date, not ${kindOf(value)}`);
    return undefined;
  }
  if (!Number.isNaN(value.getTime())) return value;
  issues.report('must be a valid Date');
  return undefined;
}

/** False for 30 February, which `Date` would take for 2 March. */
const isDay = (date = '', day = ''): boolean => new Date(`${date}T00:00:00Z`).getUTCDate() === Number(day);

function decodeIso(text: string, issues: Issues): Date | undefined {
  const match = isoPattern.exec(text);
  const date = new Date(text);
  if (match === null || Number.isNaN(date.getTime()) || !isDay(match[1], match[2])) {
    issues.report('is stored as an S that is no ISO 8601 date with a time zone');
    return undefined;
  }
  if (/^\d{0,3}0*$/.test(match[3] ?? '')) return date;
  issues.reportPrecision('is a time finer than the milliseconds of a Date; declare it as String');
  return undefined;
}

/** `Date`: S, ISO 8601 in UTC with milliseconds, so that text order is the order of time. */
export const dateConverter: Converter = {
  kind: 'S',
  expected: 'a Date',
  encode(value: unknown, issues: Issues): AttributeValue | undefined {
    const date = validDate(value, issues);
    return date === undefined ? undefined : { S: date.toISOString() };
  },
  decode(stored: AttributeValue, issues: Issues): unknown {
    return stored.S === undefined ? reportTag('S', stored, issues) : decodeIso(stored.S, issues);
  },
};

/**
 * `epochSeconds()` and `epochMillis()`: N, whole units since 1970.
 *
 * @param unitMs - milliseconds of the unit, 1 or 1,000
 */
export function epochConverter(unitMs: number): Converter {
  return {
    kind: 'N',
    expected: unitMs === 1 ? 'a Date' : 'a Date of whole seconds',
    encode(value: unknown, issues: Issues): AttributeValue | undefined {
      const date = validDate(value, issues);
      if (date === undefined) return undefined;
      const units = date.getTime() / unitMs;
      if (Number.isInteger(units)) return { N: String(units === 0 ? 0 : units) };
      issues.report('has milliseconds, which seconds would lose; drop them, or declare it as epochMillis()');
      return undefined;
    },
    decode(stored: AttributeValue, issues: Issues): unknown {
      if (stored.N === undefined) return reportTag('N', stored, issues);
      const units = Number(stored.N);
      const date = new Date(units * unitMs);
      const isExact = Number.isInteger(units) && sameDecimal(String(units), stored.N);
      if (isExact && !Number.isNaN(date.getTime())) return date;
      issues.reportPrecision('is a number that no Date of this unit holds; declare it as Number or decimal()');
      return undefined;
    },
  };
}
