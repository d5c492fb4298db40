import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Complaint, complaintsAbout, legacy, legacyBare } from './compile.ts';

const mistakes = '__tests__/types/errors';
const models = '__tests__/types/models';
/** Milliseconds to wait. It takes seconds on an idle machine, but the compiler shares the cores with other suites. */
const patience = 600_000;

interface Expectation {
  readonly where: string;
  readonly text: string;
  /** True if the compiler must print nothing else. */
  readonly only: boolean;
}

const expectation = /^\s*\/\/ (?<dialect>standard |legacy )?says(?<only> only)?: (?<text>.*)$/;

/** Reads the expected text from the comment above each mistake, for both dialects or for one. */
function expectationsOf(dialect: string): Expectation[] {
  const files = readdirSync(join(__dirname, 'errors')).filter((file) => file !== 'sdk-stub.ts');
  return files.flatMap((file) => {
    const lines = readFileSync(join(__dirname, 'errors', file), 'utf8').split('\n');
    return lines.flatMap((line, index) => {
      const found = expectation.exec(line)?.groups;
      if (found === undefined || (found['dialect'] ?? `${dialect} `) !== `${dialect} `) return [];
      const below = lines.findIndex((other, at) => at > index && !expectation.test(other));
      return [
        { where: `${mistakes}/${file}:${below + 1}`, text: found['text'] ?? '', only: found['only'] !== undefined },
      ];
    });
  });
}

const textsByPlace = (complaints: readonly Complaint[]): Map<string, string[]> => {
  const texts = new Map<string, string[]>();
  for (const { file, line, text } of complaints) {
    const where = `${file}:${line}`;
    texts.set(where, [...(texts.get(where) ?? []), text]);
  }
  return texts;
};

const exact = { exactOptionalPropertyTypes: false };

describe('the compiler', () => {
  let complaints: Map<string, Complaint[]>;

  beforeAll(async () => {
    complaints = await complaintsAbout({
      standard: { folder: mistakes, options: {} },
      legacy: { folder: mistakes, options: legacy },
      loose: { folder: models, options: { ...exact, strict: false, noImplicitOverride: false } },
      assigning: { folder: models, options: { ...exact, ...legacyBare, useDefineForClassFields: false } },
    });
  }, patience);

  test.each(['standard', 'legacy'])('names the property and the cure of each mistake, in %s decorators', (dialect) => {
    const texts = textsByPlace(complaints.get(dialect) ?? []);
    const expectations = expectationsOf(dialect);
    expect(expectations.length).toBeGreaterThan(50);
    expect([...texts.keys()].sort()).toEqual(expectations.map(({ where }) => where).sort());
    for (const { where, text, only } of expectations) {
      const said = texts.get(where) ?? [];
      expect(`${where}: ${said.join('\n')}`).toContain(text);
      expect([where, said.length]).toEqual([where, only ? 1 : expect.any(Number)]);
    }
  });

  test.each([
    ['with strict: false', 'loose'],
    ['with exactOptionalPropertyTypes and useDefineForClassFields: false', 'assigning'],
  ])('accepts models without a mistake, %s', (_settings, name) => {
    expect(complaints.get(name)).toEqual([]);
  });
});
