import { element, toast } from './dom.js';
import { counted } from './format.js';

/**
 * Saves values as a file with one line of JSON for each, as `annotable import` reads it.
 *
 * @param {string} name - of the file, without its ending
 * @param {readonly unknown[]} values
 */
export function saveLines(name, values) {
  const lines = values.map((value) => `${JSON.stringify(value)}\n`);
  const url = URL.createObjectURL(new Blob(lines, { type: 'application/jsonl' }));
  element('a', { href: url, download: `${name}.jsonl` }).click();
  // Some browsers begin to read the file later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  toast(`Saved ${counted(values.length, 'line')} as ${name}.jsonl`);
}
