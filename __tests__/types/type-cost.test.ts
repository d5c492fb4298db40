import { type CompilerOptions, legacy } from './compile.ts';
import { costOf, fromSources, type ProgramFiles } from './compile-cost.ts';
import { programFiles } from './cost-program.ts';

const classes = 200;
/** Most instantiations of a class: today's numbers and a little more. The aims: 1,000, and 2.2 times that for entities. */
const most = { table: { standard: 998, legacy: 1015 }, entity: { standard: 1790, legacy: 1805 } };

/** Returns the instantiations of the compiler for a program without mistakes. */
async function instantiations(files: ProgramFiles, options: CompilerOptions): Promise<number> {
  const cost = await costOf(files, { ...fromSources, ...options });
  expect(cost.errors).toEqual([]);
  return cost.instantiations;
}

test.each([
  ['table', 'standard', {}],
  ['table', 'legacy', legacy],
  ['entity', 'standard', {}],
  ['entity', 'legacy', legacy],
] as const)(
  'a model of 12 attributes with its calls costs the compiler no more than before, form %s, in %s decorators',
  async (style, dialect, options) => {
    const empty = await instantiations({ 'empty.ts': "import 'annotable';\n" }, options);
    const all = await instantiations(programFiles(classes, style), options);
    expect((all - empty) / classes).toBeGreaterThan(100);
    expect((all - empty) / classes).toBeLessThanOrEqual(most[style][dialect]);
  },
  600_000,
);
