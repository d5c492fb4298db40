// Texts for numbers, sizes, times, and hostile strings. Pure functions.

const kilobyte = 1024;

/**
 * Returns a size: `226 B`, `3.4 KB`, `1.2 MB`.
 *
 * @param {number} bytes
 */
export function sizeText(bytes) {
  if (bytes < kilobyte) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let size = bytes / kilobyte;
  let unit = 0;
  for (; size >= kilobyte && unit < units.length - 1; unit++) size /= kilobyte;
  return `${size < 10 ? Math.round(size * 10) / 10 : Math.round(size)} ${units[unit]}`;
}

const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/**
 * Returns a count or units, with separators: `1,234.5`.
 *
 * @param {number} value
 */
export const countText = (value) => numbers.format(value);

/**
 * Returns a count with its noun: `1 item`, `2 items`.
 *
 * @param {number} count
 * @param {string} noun
 */
export const counted = (count, noun) => `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;

const isoPattern = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)(?:\.(\d+))?Z$/;

/**
 * Returns an ISO time in a form that is easier to read, in UTC: `2026-01-31 10:00:00Z`.
 *
 * @param {string} iso
 */
export function timeText(iso) {
  const [, day, minutes, seconds, fraction = ''] = isoPattern.exec(iso) ?? [];
  if (day === undefined) return iso;
  return `${day} ${minutes}${seconds}${/[1-9]/.test(fraction) ? `.${fraction}` : ''}Z`;
}

const localTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });
const relativeTime = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** @type {readonly [Intl.RelativeTimeFormatUnit, number][]} */
const spans = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/**
 * Returns how long ago a time is, or how far ahead: `3 days ago`, `in 2 hours`.
 *
 * @param {number} ms - since 1970
 */
export function agoText(ms, now = Date.now()) {
  const seconds = Math.round((ms - now) / 1000);
  const [unit, length] = spans.find(([, span]) => Math.abs(seconds) >= span) ?? ['second', 1];
  return relativeTime.format(Math.trunc(seconds / length), unit);
}

/**
 * Returns a time in the time zone of the reader, unless that is UTC, and how long ago it is.
 *
 * @param {string} iso
 */
export function localTimeText(iso) {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const ago = agoText(time.getTime());
  return time.getTimezoneOffset() === 0 ? ago : `${localTime.format(time)}, ${ago}`;
}

/**
 * Returns a duration: `850 ms`, `12.4 s`, `3 min`, `2 h 5 min`.
 *
 * @param {number} ms
 */
export function durationText(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Characters without a picture of their own, and those that change the direction or join words without a trace. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are replaced by visible ones
const hidden = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Returns a text with its hidden characters made visible: a line feed becomes `␊`.
 *
 * @param {string} text
 * @param {boolean} [keepsLines] - true to leave line feeds and tabs as they are
 */
export function visibleText(text, keepsLines = false) {
  return text.replace(hidden, (character) => {
    if (keepsLines && (character === '\n' || character === '\t')) return character;
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `⟨${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

/**
 * Returns the first characters of a text, with an ellipsis if there are more.
 *
 * @param {string} text
 * @param {number} length
 */
export function cut(text, length) {
  if (text.length <= length) return text;
  // The cut does not split a pair of surrogates.
  return `${text.slice(0, /[\ud800-\udbff]/.test(text.charAt(length - 1)) ? length - 1 : length)}…`;
}

/**
 * Returns the values of a key as text: `ann · 2026-01-31 10:00:00Z`.
 *
 * @param {Readonly<Record<string, unknown>>} key
 */
export const keyText = (key) =>
  Object.values(key)
    .map((value) => visibleText(typeof value === 'string' ? timeText(value) : JSON.stringify(value)))
    .join(' · ');
