import { type Block, blocksOf, has, pages, placeOf, wordOf } from './blocks.ts';

/** A `ts` block with what the page says about its requests and its output. */
export interface Step {
  readonly block: Block;
  readonly requests: { readonly operation: string; readonly block: Block }[];
  output: Block | undefined;
}

/** Blocks of one page that make one module. */
export interface Program {
  /** A name that no other program has, such as `docs-model-keys-2`. */
  readonly name: string;
  readonly steps: Step[];
  /** Blocks that the compiler must refuse, each with the number of steps before it. */
  readonly wrong: { readonly block: Block; readonly after: number }[];
  /** Modules that it can import. */
  readonly files: { readonly name: string; readonly block: Block }[];
}

/** Reads the programs of all pages. */
export const allPrograms = (): Program[] => pages().flatMap((page) => programsOf(blocksOf(page)));

/** Groups the blocks of one page. */
export function programsOf(blocks: readonly Block[]): Program[] {
  const programs: Program[] = [];
  for (const block of blocks) {
    if (block.language === 'ts') addCode(programs, block);
    else addExpectation(programs.at(-1)?.steps.at(-1), block);
  }
  return programs;
}

function addCode(programs: Program[], block: Block): void {
  let program = programs.at(-1);
  if (program === undefined || has(block, 'fresh')) {
    const slug = block.page.replace(/\.md$/, '').replaceAll(/[^a-zA-Z0-9]+/g, '-');
    program = { name: `${slug}-${programs.length + 1}`, steps: [], wrong: [], files: [] };
    programs.push(program);
  }
  const file = wordOf(block, 'file');
  if (file !== undefined) program.files.push({ name: file, block });
  else if (has(block, 'wrong')) program.wrong.push({ block, after: program.steps.length });
  else program.steps.push({ block, requests: [], output: undefined });
}

function addExpectation(step: Step | undefined, block: Block): void {
  const operation = wordOf(block, 'request');
  const isOutput = block.language === 'txt' && has(block, 'output');
  if (operation === undefined && !isOutput) return;
  if (step === undefined || has(step.block, 'compile')) throw new Error(`${placeOf(block)}: no block runs before it`);
  if (operation === undefined) step.output = block;
  else step.requests.push({ operation, block });
}

/** A module, and the block that each of its lines is from. */
export interface Source {
  readonly text: string;
  readonly blocks: readonly (Block | undefined)[];
}

/** Begins a step: what is sent and printed from here on belongs to it. */
export const marker = (index: number): string => `await globalThis.beginStep?.(${index});`;

const declaration = 'declare global { var beginStep: ((index: number) => Promise<void>) | undefined; }';

/** Writes steps as one module: imports first, then the steps in their order. @param mark - true if the module is to be run */
export function sourceOf(steps: readonly Block[], mark = false): Source {
  const imports = new Imports();
  const lines: { text: string; block: Block | undefined }[] = [];
  steps.forEach((block, index) => {
    const body = imports.takenFrom(block.code).split('\n');
    if (mark) lines.push({ text: marker(index), block: undefined });
    lines.push(...body.map((text) => ({ text, block })));
  });
  const head = [...imports.lines(), ...(mark ? [] : [declaration]), 'export {};'];
  const all = [...head.map((text) => ({ text, block: undefined })), ...lines];
  return { text: `${all.map(({ text }) => text).join('\n')}\n`, blocks: all.map(({ block }) => block) };
}

/** Import statements of several blocks, each name once. */
class Imports {
  readonly #named = new Map<string, Set<string>>();
  readonly #others = new Set<string>();

  /** Takes the imports out of some code; their lines stay empty. */
  takenFrom(code: string): string {
    return code.replaceAll(/^import\s[^;]*;/gm, (statement) => {
      const [, names, module] = /^import\s*\{([^}]*)\}\s*from\s*'([^']*)';$/.exec(statement) ?? [];
      if (names === undefined || module === undefined) this.#others.add(statement);
      else this.#add(module, names);
      return statement.replaceAll(/[^\n]/g, '');
    });
  }

  #add(module: string, names: string): void {
    const known = this.#named.get(module) ?? new Set();
    for (const name of names.split(',')) if (name.trim() !== '') known.add(name.trim());
    this.#named.set(module, known);
  }

  lines(): string[] {
    // A name that one block imports as a type and another as a value is a value.
    const named = [...this.#named].map(([module, names]) => {
      const kept = [...names].filter((name) => !(name.startsWith('type ') && names.has(name.slice('type '.length))));
      return `import { ${kept.join(', ')} } from '${module}';`;
    });
    return [...named, ...this.#others];
  }
}
