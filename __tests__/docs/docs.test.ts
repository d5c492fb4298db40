import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocal } from '../../lib/local/index.ts';
import { endChildScripts, runFile } from '../support/child-script.ts';
import { type Complaint, complaintsAbout, root } from '../types/compile.ts';
import { type Block, blocksOf, pages, placeOf, wordOf } from './blocks.ts';
import { allPrograms, type Program, type Source, type Step, sourceOf } from './programs.ts';
import { type Recorded, Recorder } from './recorder.ts';

const folder = `__tests__/docs/.programs-${process.pid}`;
const programs = allPrograms();
const sources = new Map<string, Source>();

function write(path: string, source: Source): void {
  sources.set(`${folder}/${path}`, source);
  writeFileSync(join(root, folder, path), source.text);
}

beforeAll(() => {
  for (const { name, steps, wrong, files } of programs) {
    mkdirSync(join(root, folder, name), { recursive: true });
    const blocks = steps.map(({ block }) => block);
    write(`${name}/compiled.ts`, sourceOf(blocks));
    write(
      `${name}/run.ts`,
      sourceOf(
        blocks.filter(({ words }) => !words.includes('compile')),
        true,
      ),
    );
    wrong.forEach(({ block, after }, index) => {
      write(`${name}/wrong-${index}.ts`, sourceOf([...blocks.slice(0, after), block]));
    });
    for (const { name: file, block } of files) write(`${name}/${file}`, sourceOf([block]));
  }
});

afterAll(() => rmSync(join(root, folder), { recursive: true, force: true }));
afterEach(endChildScripts);

/** What readers of the pages set, and nothing else. */
const options = {
  paths: {
    annotable: [join(root, 'lib/index.ts')],
    'annotable/*': [join(root, 'lib/*/index.ts')],
  },
  types: ['node', 'jest'],
  exactOptionalPropertyTypes: false,
  noUncheckedIndexedAccess: false,
  noPropertyAccessFromIndexSignature: false,
  noImplicitOverride: false,
  noImplicitReturns: false,
  verbatimModuleSyntax: false,
};

interface Found extends Complaint {
  /** The block that the line is of; undefined if it is none of a block. */
  readonly block: Block | undefined;
  readonly codeLine: string;
}

function found(complaints: readonly Complaint[]): Found[] {
  return complaints.map((complaint) => {
    const source = sources.get(complaint.file);
    const codeLine = source?.text.split('\n')[complaint.line - 1] ?? '';
    return { ...complaint, block: source?.blocks[complaint.line - 1], codeLine };
  });
}

describe.each([
  ['standard', {}],
  ['legacy', { experimentalDecorators: true, emitDecoratorMetadata: true }],
])('blocks of the pages with %s decorators', (_dialect, dialect) => {
  let complaints: Found[];
  beforeAll(async () => {
    const project = { folder, files: '**/*.ts', options: { ...options, ...dialect } };
    complaints = found((await complaintsAbout({ docs: project })).get('docs') ?? []);
  }, 300_000);

  test('compile', () => {
    const unexpected = complaints.filter(({ file }) => !/\/(wrong-\d+|run)\.ts$/.test(file));
    expect(
      unexpected.map(({ block, codeLine, text }) => `${block && placeOf(block)}: ${codeLine.trim()}\n${text}`),
    ).toEqual([]);
  });

  test('are refused where they say so, with the message that they show', () => {
    const wanted = programs.flatMap(({ wrong }) => wrong.flatMap(({ block }) => expectedErrors(block)));
    const got = complaints.filter(({ file }) => /\/wrong-\d+\.ts$/.test(file));
    const told = (each: { readonly place: string; readonly line: string; readonly text: string }): boolean =>
      got.some(
        ({ block, codeLine, text }) =>
          block && placeOf(block) === each.place && codeLine === each.line && text.includes(each.text),
      );
    expect(wanted.filter((each) => !told(each))).toEqual([]);
    const unshown = got.filter(
      ({ block, codeLine }) => block?.words.includes('wrong') !== true || !codeLine.includes('// error: '),
    );
    expect(
      unshown.map(({ block, codeLine, text }) => `${block && placeOf(block)}: ${codeLine.trim()}\n${text}`),
    ).toEqual([]);
  });
});

function expectedErrors(block: Block): { place: string; line: string; text: string }[] {
  const errors = block.code.split('\n').flatMap((line) => {
    const [, text] = /\/\/ error: (.*)$/.exec(line) ?? [];
    return text === undefined ? [] : [{ place: placeOf(block), line, text }];
  });
  if (errors.length === 0) throw new Error(`${placeOf(block)}: a block that is wrong says "// error: …"`);
  return errors;
}

test('parts of the sources that the pages show are there', () => {
  const parts = pages().flatMap((page) => blocksOf(page).filter(({ language }) => language === 'diff'));
  expect(parts.flatMap((block) => missingLines(block).map((line) => `${placeOf(block)}: ${line}`))).toEqual([]);
});

/** The lines that a file does not have after the lines above them. */
function missingLines(block: Block): string[] {
  const lines = readFileSync(join(root, wordOf(block, 'file') ?? ''), 'utf8').split('\n');
  let at = -1;
  return block.code.split('\n').filter((shown) => {
    const next = lines.findIndex((line, index) => index > at && line === shown.slice(1));
    if (next !== -1) at = next;
    return next === -1;
  });
}

describe('programs of the pages', () => {
  const runnable = programs.filter(({ steps }) => steps.some(({ block }) => !block.words.includes('compile')));
  test.each(runnable.map((program) => [placeOf((program.steps[0] as Step).block), program] as const))(
    '%s runs, sends and prints what its page shows',
    async (_place, program) => {
      const { steps, printed, requests } = await runProgram(program);
      steps.forEach((step, index) => {
        if (step.output !== undefined)
          expect([placeOf(step.output), printed[index]]).toEqual([placeOf(step.output), step.output.code]);
        const shown = new Set(step.requests.map(({ operation }) => operation));
        const sent = requests.filter((request) => request.step === index && shown.has(request.operation));
        expect(sent.map(({ operation, input }) => ({ operation, input }))).toEqual(
          step.requests.map(({ operation, block }) => ({ operation, input: readRequest(block) })),
        );
      });
    },
    120_000,
  );
});

/** The text `"…"` matches every value. */
function readRequest(block: Block): unknown {
  return JSON.parse(block.code, (_name, value: unknown) => (value === '…' ? expect.anything() : value));
}

interface Run {
  readonly steps: readonly Step[];
  /** What each step prints. */
  readonly printed: readonly string[];
  readonly requests: readonly Recorded[];
}

async function runProgram({ name, steps: all }: Program): Promise<Run> {
  const steps = all.filter(({ block }) => !block.words.includes('compile'));
  const engine = await startLocal();
  const recorder = await Recorder.start(engine.endpoint);
  try {
    const script = runFile(`${folder}/${name}/run.ts`, [], {
      AWS_ENDPOINT_URL_DYNAMODB: recorder.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB_STREAMS: recorder.endpoint,
      AWS_REGION: 'local',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      NODE_OPTIONS: `--import=${join(__dirname, 'steps.mjs')}`,
      DOCS_RECORDER: recorder.endpoint,
    });
    const { code, stdout, stderr } = await script.ended();
    if (code !== 0) throw new Error(`${name} ended with ${code}\n${stdout}\n${stderr}`);
    const printed = stdout
      .split(/^@@ step \d+\n/m)
      .slice(1)
      .map((text) => text.trimEnd());
    return { steps, printed, requests: recorder.requests };
  } finally {
    recorder.stop();
    await engine.stop();
  }
}
