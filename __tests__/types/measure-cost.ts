/**
 * `npx tsx __tests__/types/measure-cost.ts` prints the cost of 200 models with their calls for the compiler.
 *
 * The program imports the declarations like a user. The output compares the time with that of plain classes, and lists
 * the cost of each part.
 *
 *   --rounds N     rounds of time measurement, whose medians are printed; default 5, none for 0
 *   --parts a,b+c  parts whose instantiations are counted, with `+` between parts that belong together
 *   --classes N    default 200
 *   --legacy       in legacy decorators
 *   --entities     entities that share a table, instead of classes with tables of their own
 */
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { legacy } from './compile.ts';
import { type CompileCost, costOf, fromDeclarations, type ProgramFiles, temporaryFolder } from './compile-cost.ts';
import { type Part, programFiles } from './cost-program.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    parts: {
      type: 'string',
      default: 'attributes,keys+index,repository,repository+put,repository+get,repository+update,repository+query',
    },
    classes: { type: 'string', default: '200' },
    legacy: { type: 'boolean', default: false },
    entities: { type: 'boolean', default: false },
  },
});
const classes = Number(values.classes);
const style = values.entities ? 'entity' : 'table';
const outDir = temporaryFolder();

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

try {
  // One checker, so that times add up and shared work is counted once.
  const options = { ...(await fromDeclarations(outDir)), ...(values.legacy ? legacy : {}), singleThreaded: true };
  const cost = async (files: ProgramFiles): Promise<CompileCost> => {
    const measured = await costOf(files, options);
    if (measured.errors.length > 0) throw new Error(measured.errors.join('\n'));
    return measured;
  };
  const empty = await cost({ 'empty.ts': "import 'annotable';\n" });
  const row = (name: string, { instantiations, types }: CompileCost): void => {
    const each = (all: number, none: number): string => ((all - none) / classes).toFixed(0).padStart(7);
    console.log(
      `${name.padEnd(20)}${each(instantiations, empty.instantiations)} instantiations${each(types, empty.types)} types a class`,
    );
  };
  row('all', await cost(programFiles(classes, style)));
  for (const parts of values.parts.split(',').filter((names) => names !== '')) {
    row(parts, await cost(programFiles(classes, style, parts.split('+') as Part[])));
  }
  const plain: CompileCost[] = [];
  const decorated: CompileCost[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    plain.push(await cost(programFiles(classes, 'plain')));
    decorated.push(await cost(programFiles(classes, style)));
  }
  if (plain.length > 0) {
    const check = [plain, decorated].map((costs) => median(costs.map(({ checkSeconds }) => checkSeconds)));
    const [plainly = Number.NaN, decoratedly = Number.NaN] = check;
    const ratio = (decoratedly / plainly).toFixed(1);
    console.log(`check: plain ${plainly.toFixed(3)} s, ${style} ${decoratedly.toFixed(3)} s, ratio ${ratio}`);
  }
} finally {
  rmSync(outDir, { recursive: true, force: true });
}
