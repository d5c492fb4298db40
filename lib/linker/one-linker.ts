import { isDeepStrictEqual } from 'node:util';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { SingletonError } from '../errors/singleton-error.ts';
import { processWide } from './process-wide.ts';

/** A linker that a process holds, and what it was made of. */
export interface HeldLinker {
  readonly linker: object;
  /** The name of its class, or of the one of ours that its class extends; another copy of this package has one as well. */
  readonly kind: string;
  readonly options: SharingOptions;
}

/** The option that decides whether a process may hold several. */
interface SharingOptions {
  readonly allowMultipleInstances?: boolean | undefined;
}

/** Which linker is asked for. */
export interface AskedLinker<Class> {
  readonly Class: Class;
  /** The class of ours that it is, or extends. */
  readonly Ours: unknown;
  readonly kind: string;
  readonly options: SharingOptions;
}

/** The linker that this process holds, whichever copy of this package has made it. */
const shared: { held?: HeldLinker | undefined } = processWide('linker', () => ({}));

/**
 * Checks that a linker may be made: that the process holds none, or may have several.
 *
 * @throws SingletonError `linker.singleton`
 */
export function refuseSecond({ name }: { readonly name: string }, options: SharingOptions): void {
  const { held } = shared;
  if (held === undefined || options.allowMultipleInstances === true) return;
  throw new SingletonError(held.linker.constructor.name, name);
}

/**
 * Makes a linker the one that the process holds, unless the process may have several.
 *
 * @throws SingletonError `linker.singleton` where it holds one already
 */
export function holdLinker(held: HeldLinker): void {
  refuseSecond(held.linker.constructor, held.options);
  if (held.options.allowMultipleInstances !== true) shared.held = held;
}

/** The process holds it no longer. */
export function releaseLinker(linker: object): void {
  if (shared.held?.linker === linker) shared.held = undefined;
}

/**
 * The linker of a class that the process holds; one that is made now where it holds none, or may have more.
 *
 * @throws ConfigurationError where it was made with other options
 */
export function heldLinker<Made extends object, Class extends abstract new (...given: never) => Made>(
  asked: AskedLinker<Class>,
  make: (Class: Class) => Made,
): Made {
  const { held } = shared;
  if (held === undefined || asked.options.allowMultipleInstances === true) return make(asked.Class);
  const isOfCopy = asked.Class === asked.Ours && asked.kind === held.kind;
  if (!(held.linker instanceof asked.Class) && !isOfCopy) return make(asked.Class);
  const others = differences(asked.options, held.options);
  if (others.length === 0) return held.linker as Made;
  throw new ConfigurationError(
    `this process holds a ${held.linker.constructor.name} that was made with another ${others.join(' and ')}: ` +
      'ask for it without options, close() it first, or give { allowMultipleInstances: true }',
  );
}

/** The names of what is asked for and is not so. Left out, '' and false are the same: the defaults. */
function differences(asked: object, held: object): string[] {
  const made = new Map<string, unknown>(Object.entries(held));
  return Object.entries(asked)
    .filter(
      ([name, value]) => value !== undefined && !isDeepStrictEqual(value || undefined, made.get(name) || undefined),
    )
    .map(([name]) => name);
}
