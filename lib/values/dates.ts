import type { AttributeValue } from '../sdk-types.ts';
import { colon, letterT, letterZ, minus, point, zero } from './ascii.ts';
import type { Converter } from './converter.ts';
import { sameDecimal } from './decimal-text.ts';
import { foreignKey, type Issues, kindOf } from './issues.ts';
import type { Characters } from './json-reader.ts';
import { isDate } from './kinds.ts';
import { numberWeight } from './numbers.ts';
import { reportTag } from './stored-value.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;
const secondMs = 1000;

const isoPattern = /^((?:\d{4}|[+-]\d{6})-\d\d-(\d\d))T\d\d:\d\d:\d\d(?:\.(\d+))?(?:Z|[+-]\d\d:?\d\d)$/;

function validDate(value: unknown, issues: Issues): Date | undefined {
  if (!isDate(value)) {
    issues.report(`must be a Date, not ${kindOf(value)}`);
    return undefined;
  }
  if (!Number.isNaN(value.getTime())) return value;
  issues.report('must be a valid Date');
  return undefined;
}

/** False for 30 February, which `Date` reads as 2 March. */
const isDay = (date = '', day = ''): boolean => new Date(`${date}T00:00:00Z`).getUTCDate() === Number(day);

/** Reads the two digits at a position of a text. NaN if there are none. */
function twoDigits(text: Characters, at: number): number {
  const tens = text.charCodeAt(at) - zero;
  const ones = text.charCodeAt(at + 1) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** True if a text has the separators of a date at their positions: `-`, `T`, `:`, `.`, and `Z`. */
function hasMarks(text: Characters, at: number): boolean {
  const isDay = text.charCodeAt(at + 4) === minus && text.charCodeAt(at + 7) === minus;
  const isTime = text.charCodeAt(at + 13) === colon && text.charCodeAt(at + 16) === colon;
  const isBoth = isDay && text.charCodeAt(at + 10) === letterT && isTime;
  return isBoth && text.charCodeAt(at + 19) === point && text.charCodeAt(at + 23) === letterZ;
}

/** Cache of the day that was read last, as a number like 20260131, and its first millisecond. */
let readDay = { number: Number.NaN, start: Number.NaN };

/** Returns the first millisecond of a day. Undefined for years before 1000 and for days that may not exist. */
function startOfDay(year: number, month: number, day: number): number | undefined {
  const number = (year * 100 + month) * 100 + day;
  if (number === readDay.number) return readDay.start;
  // Every month has 28 days. Later days take the fallback.
  if (!(year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= 28)) return undefined;
  readDay = { number, start: Date.UTC(year, month - 1, day) };
  return readDay.start;
}

/**
 * Reads a date in the form that we write, `2026-01-31T10:00:00.000Z`. Undefined for all forms that need the fallback.
 */
function usualDate(text: Characters, from: number, to: number): Date | undefined {
  if (to - from !== 24 || !hasMarks(text, from)) return undefined;
  const year = twoDigits(text, from) * 100 + twoDigits(text, from + 2);
  const start = startOfDay(year, twoDigits(text, from + 5), twoDigits(text, from + 8));
  const hour = twoDigits(text, from + 11);
  const minute = twoDigits(text, from + 14);
  const second = twoDigits(text, from + 17);
  const last = text.charCodeAt(from + 22) - zero;
  const isTime = hour < 24 && minute < 60 && second < 60 && last >= 0 && last <= 9;
  if (start === undefined || !isTime) return undefined;
  const ms = twoDigits(text, from + 20) * 10 + last;
  const time = start + hour * hourMs + minute * minuteMs + second * secondMs + ms;
  return Number.isNaN(time) ? undefined : new Date(time);
}

function decodeIso(text: string, issues: Issues): Date | undefined {
  const usual = usualDate(text, 0, text.length);
  if (usual !== undefined) return usual;
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

const padded = (count: number, length: number): readonly string[] =>
  Array.from({ length: count }, (_, number) => String(number).padStart(length, '0'));

const two = padded(60, 2);
const three = padded(1000, 3);

/** Characters of `10:00:00.000Z`. */
const timeLength = 13;

/** Cache of the day that was written last, because the dates of a program are likely to share few days. */
let writtenDay = { start: Number.NaN, text: '' };

/** Returns the text of `toISOString`, but faster. */
function isoText(time: number): string {
  const start = time - (((time % dayMs) + dayMs) % dayMs);
  if (start !== writtenDay.start) writtenDay = { start, text: new Date(start).toISOString().slice(0, -timeLength) };
  const ms = time - start;
  const hour = two[Math.floor(ms / hourMs)];
  const minute = two[Math.floor((ms % hourMs) / minuteMs)];
  const second = two[Math.floor((ms % minuteMs) / secondMs)];
  return `${writtenDay.text}${hour}:${minute}:${second}.${three[ms % secondMs]}Z`;
}

/** Characters of the longest date: a six-digit year with a sign. */
const isoWeight = 27;

/** Rejects a key in another ISO form, because a write would create an item with another key. */
function decodeOwnIso(text: string, issues: Issues): Date | undefined {
  const date = decodeIso(text, issues);
  if (date === undefined || isoText(date.getTime()) === text) return date;
  issues.report(foreignKey);
  return undefined;
}

function isoConverter(decode: typeof decodeIso, strict?: Converter): Converter {
  return {
    kind: 'S',
    type: 'date',
    expected: 'a Date',
    strict,
    encode(value: unknown, issues: Issues): AttributeValue | undefined {
      const date = validDate(value, issues);
      if (date === undefined) return undefined;
      issues.weight += isoWeight;
      return { S: isoText(date.getTime()) };
    },
    decode(stored: AttributeValue, issues: Issues): unknown {
      return typeof stored?.S === 'string' ? decode(stored.S, issues) : reportTag('S', stored, issues);
    },
    form: { opening: '{"S":"', read: (json) => json.storedAs(usualDate) ?? decode(json.stored(), json.issues) },
  };
}

/** `Date`: S, ISO 8601 in UTC with milliseconds. The order of the texts is the order of the times. */
export const dateConverter: Converter = isoConverter(decodeIso, isoConverter(decodeOwnIso));

function decodeEpoch(text: string, unitMs: number, issues: Issues): Date | undefined {
  const units = Number(text);
  const date = new Date(units * unitMs);
  const isExact = Number.isInteger(units) && sameDecimal(String(units), text);
  if (isExact && !Number.isNaN(date.getTime())) return date;
  issues.reportPrecision('is a number that no Date of this unit holds; declare it as Number or decimal()');
  return undefined;
}

/**
 * `epochSeconds()` and `epochMillis()`: N, whole units since 1970.
 *
 * @param unitMs - milliseconds of the unit, 1 or 1,000
 */
export function epochConverter(unitMs: number): Converter {
  return {
    kind: 'N',
    type: 'date',
    unitMs,
    expected: unitMs === 1 ? 'a Date' : 'a Date of whole seconds',
    refusesFraction: "can't be added a fraction, since it is stored in whole units of time",
    encode(value: unknown, issues: Issues): AttributeValue | undefined {
      const date = validDate(value, issues);
      if (date === undefined) return undefined;
      issues.weight += numberWeight;
      const units = date.getTime() / unitMs;
      if (Number.isInteger(units)) return { N: String(units === 0 ? 0 : units) };
      issues.report('has milliseconds, which seconds would lose; drop them, or declare it as epochMillis()', 'range');
      return undefined;
    },
    decode(stored: AttributeValue, issues: Issues): unknown {
      return typeof stored?.N === 'string' ? decodeEpoch(stored.N, unitMs, issues) : reportTag('N', stored, issues);
    },
    form: { opening: '{"N":"', read: (json) => decodeEpoch(json.stored(), unitMs, json.issues) },
  };
}
