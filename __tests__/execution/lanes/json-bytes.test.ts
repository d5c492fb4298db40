import fc from 'fast-check';
import { JsonBytes } from '../../../lib/execution/lanes/json-bytes.ts';

const json = new JsonBytes();

function written(write: (json: JsonBytes) => void): string {
  json.begin();
  write(json);
  return json.end().toString();
}

describe('JsonBytes writes the text of JSON.stringify', () => {
  const units = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(units, { maxLength: 300 }).map((each) => each.join('')),
    fc.string({ unit: fc.constantFrom('a', 'é', '\u07ff', '\u0800', '"', '\\', '\u001f', '\u007f'), maxLength: 300 }),
  );

  test('for any characters', () => {
    fc.assert(fc.property(texts, (text) => expect(written((each) => each.string(text))).toBe(JSON.stringify(text))));
  });

  test.each([126, 127, 128, 129, 130])('for %i characters of one to three bytes', (length) => {
    for (const text of ['x'.repeat(length), 'é'.repeat(length), '€'.repeat(length), `${'x'.repeat(length - 1)}"`])
      expect(written((each) => each.string(text))).toBe(JSON.stringify(text));
  });

  test('for more bytes than the buffer keeps, and for the next text', () => {
    const large = ['é', '"', 'x'].map((letter) => letter.repeat(700_000));
    expect(written((each) => large.forEach((text) => void each.string(text)))).toBe(
      large.map((text) => JSON.stringify(text)).join(''),
    );
    expect(written((each) => each.string('next'))).toBe('"next"');
  });
});

test('JsonBytes discards a text that was not ended, and keeps one that was', () => {
  json.begin();
  json.ascii('{"a":');
  json.begin();
  json.ascii(`[${'1,'.repeat(200)}`);
  json.code(0x5d);
  const first = json.end();
  json.begin();
  json.ascii('other');
  json.end();
  expect(first.toString()).toBe(`[${'1,'.repeat(200)}]`);
});
