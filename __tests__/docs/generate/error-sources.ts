import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An error as its source describes it. */
export interface DescribedError {
  /** Name of the class. */
  readonly name: string;
  readonly parent: string;
  readonly code: string;
  readonly cause: string;
  readonly cure: string;
  /** Further sentences; empty if there are none. */
  readonly detail: string;
  /** The properties that the class declares. */
  readonly fields: readonly { readonly name: string; readonly doc: string }[];
}

const files = (): string[] =>
  readdirSync(join(process.cwd(), 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort();

const sourceOf = (file: string): string => readFileSync(join(process.cwd(), 'lib', file), 'utf8');

const withoutComments = (source: string): string => source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

/** A text such as `'condition.failed'` that is no global symbol. */
const codeText = /(?<!Symbol\.for\()'([a-z]+\.[a-zA-Z]+)'/g;

const codesIn = (source: string): string[] =>
  [...withoutComments(source).matchAll(codeText)].flatMap(([, code]) => code ?? []);

/** Every code that the files can give an error: those of error classes, and those of `new AnnotableError(…)`. */
export function allCodes(): string[] {
  const throwing = files()
    // Codes of the answers of its server, which only its page reads.
    .filter((file) => !file.startsWith('studio/'))
    .map(sourceOf)
    .filter((source) => /new AnnotableError\(|extends \w*(?:Error|RequestError)\b/.test(source));
  return [...new Set(throwing.flatMap(codesIn))].sort();
}

/** Reads the text of a comment as paragraphs, without its `@` lines. */
function paragraphsOf(comment: string): string[] {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*(?:\/\*\*|\*\/|\*) ?|\s*\*\/$/g, '').trim());
  const end = lines.findIndex((line) => line.startsWith('@'));
  const text = (end < 0 ? lines : lines.slice(0, end)).join('\n');
  return text.split(/\n{2,}/).flatMap((part) => part.trim().replaceAll('\n', ' ') || []);
}

const classPattern =
  /(?<doc>\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\nexport class (?<name>\w+)(?:<[^>]*>)? extends (?<parent>\w+)[^{]*\{(?<body>[\s\S]*?)\n\}/g;
const fieldPattern = /(?:\/\*\* (?<doc>[^\n]*?) \*\/\n\s*)?(?:declare )?readonly (?<field>\w+)(?=:)/g;

/** Reads the error classes of `lib/errors`. @throws Error if a class has no code, cause or cure */
export function describedErrors(): DescribedError[] {
  const sources = files().filter((file) => file.startsWith('errors/'));
  return sources.flatMap((file) => {
    const source = sourceOf(file);
    return [...source.matchAll(classPattern)].flatMap(({ groups = {} }) => {
      const { doc = '', name = '', parent = '', body = '' } = groups;
      // A base that is not exported has no section of its own.
      const base = new RegExp(`\nabstract class ${parent}\\b[^{]*\\{([\\s\\S]*?)\\n\\}`).exec(source)?.[1] ?? '';
      return parent === 'Error' ? [] : [described(name, parent, doc, `${base}${body}`)];
    });
  });
}

function described(name: string, parent: string, doc: string, body: string): DescribedError {
  const [cause, ...rest] = paragraphsOf(doc);
  const cure = rest.find((part) => part.startsWith('Cure: '))?.slice('Cure: '.length);
  const [, code, detail = ''] = rest.map((part) => /^Code: `([^`]+)`\. ?(.*)$/.exec(part)).find(Boolean) ?? [];
  if (cause === undefined || cure === undefined || code === undefined)
    throw new Error(`${name}: its docstring needs a cause, a line "Code: \`…\`.", and a line "Cure: …"`);
  if (!codesIn(body).includes(code))
    throw new Error(`${name}: its docstring names ${code}, which the class does not use`);
  const fields = [...body.matchAll(fieldPattern)]
    .map(({ groups = {} }) => ({ name: groups['field'] ?? '', doc: groups['doc'] ?? '' }))
    .filter((field) => field.name !== 'errorName');
  return { name, parent, code, cause, cure, detail, fields };
}

/** A code of an `AnnotableError` that has no class of its own. */
export interface ThrownCode {
  readonly code: string;
  readonly cause: string;
  readonly cure: string;
}

/** Reads the codes that functions throw as `new AnnotableError(…)`. @throws Error if one is not described */
export function thrownCodes(): ThrownCode[] {
  return files()
    .map(sourceOf)
    .filter((source) => source.includes('new AnnotableError('))
    .flatMap((source) =>
      [...source.matchAll(/new AnnotableError\('([^']+)'/g)].map(([, code = '']) => {
        const [, cause] = new RegExp(`@throws AnnotableError \`${code}\` if ([^\n]+)`).exec(source) ?? [];
        const [, cure] = /\* Cure: ([^\n]+)/.exec(source) ?? [];
        if (cause === undefined || cure === undefined)
          throw new Error(`${code}: the function that throws it needs "@throws … if …" and "Cure: …"`);
        return { code, cause, cure };
      }),
    );
}
