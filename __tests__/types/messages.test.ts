import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Complaint, type CompilerOptions, complaintsAbout, legacy, legacyBare } from './compile.ts';

const mistakes = '__tests__/types/errors';
const models = '__tests__/types/models';
/** Some seconds on a machine of one's own; the compiler shares the cores with other suites. */
const patience = 180_000;

interface Expectation {
  readonly where: string;
  readonly text: string;
}

const expectation = /^\s*\/\/ (?<dialect>standard |legacy )?says: (?<text>.*)$/;

/** Each mistake has what the compiler says about it in a comment above, for both dialects or for one. */
function expectationsOf(dialect: string): Expectation[] {
  const files = readdirSync(join(__dirname, 'errors')).filter((file) => file !== 'sdk-stub.ts');
  return files.flatMap((file) => {
    const lines = readFileSync(join(__dirname, 'errors', file), 'utf8').split('\n');
    return lines.flatMap((line, index) => {
      const found = expectation.exec(line)?.groups;
      if (found === undefined || (found['dialect'] ?? `${dialect} `) !== `${dialect} `) return [];
      const below = lines.findIndex((other, at) => at > index && !expectation.test(other));
      return [{ where: `${mistakes}/${file}:${below + 1}`, text: found['text'] ?? '' }];
    });
  });
}

const textsByPlace = (complaints: readonly Complaint[]): Map<string, string> => {
  const texts = new Map<string, string>();
  for (const { file, line, text } of complaints) {
    const where = `${file}:${line}`;
    texts.set(where, `${texts.get(where) ?? ''}${text}\n`);
  }
  return texts;
};

describe('what the compiler says about a mistake', () => {
  test.each([
    ['standard', {}],
    ['legacy', legacy],
  ])('in %s decorators it names the property and the cure', async (dialect, options) => {
    const texts = textsByPlace(await complaintsAbout(mistakes, options));
    const expectations = expectationsOf(dialect);
    expect(expectations.length).toBeGreaterThan(50);
    expect([...texts.keys()].sort()).toEqual(expectations.map(({ where }) => where).sort());
    for (const { where, text } of expectations) expect(`${where}: ${texts.get(where)}`).toContain(text);
  }, patience);
});

describe('models without a mistake', () => {
  const settings: [string, CompilerOptions][] = [
    ['strict: false', { strict: false, exactOptionalPropertyTypes: false, noImplicitOverride: false }],
    [
      'exactOptionalPropertyTypes: false and useDefineForClassFields: false',
      { ...legacyBare, exactOptionalPropertyTypes: false, useDefineForClassFields: false },
    ],
  ];

  test.each(settings)('compile with %s', async (_name, options) => {
    expect(await complaintsAbout(models, options)).toEqual([]);
  }, patience);
});
