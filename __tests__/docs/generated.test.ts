import * as annotable from '../../lib/index.ts';
import { allCodes, describedErrors, thrownCodes } from './generate/error-sources.ts';
import { errorsPage, samples } from './generate/errors.ts';
import { currentDrawing, drawing } from './generate/import-matrix.ts';
import { currentText, expectedText } from './generate/page.ts';

/** The error classes that the package exports. */
const exported = Object.entries(annotable).flatMap(([name, value]) =>
  Reflect.has(Object(value), 'errorName') && name !== 'AnnotableError' ? [name] : [],
);

describe('page of errors', () => {
  test('is up to date: run npm run docs:generate', () => {
    expect(currentText(errorsPage())).toBe(expectedText(errorsPage()));
  });

  test('has every code of the code', () => {
    const described = [...describedErrors(), ...thrownCodes()].map(({ code }) => code);
    expect(described.sort()).toEqual(allCodes());
    for (const code of described) expect(currentText(errorsPage())).toContain(`\`${code}\``);
  });

  test('has every error class that is exported', () => {
    expect(
      describedErrors()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(exported.sort());
  });

  test.each(describedErrors().map(({ name, code }) => [name, code]))(
    'shows %s with the code %s that it has',
    (name, code) => {
      const error = samples[name]?.();
      expect(error).toMatchObject({ name, code });
    },
  );
});

test('the drawing of the imports is up to date: run npm run docs:generate', () => {
  expect(currentDrawing()).toBe(drawing());
});
