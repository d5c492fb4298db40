import { isDeepStrictEqual } from 'node:util';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { SingletonError } from '../errors/singleton-error.ts';
import { processWide } from '../process-wide.ts';

/** The linker of a process, and how it was created. */
export interface HeldLinker {
  readonly linker: object;
  /** Name of the class of this package that it is or extends. The same in another copy of the package. */
  readonly kind: string;
  readonly options: SharingOptions;
}

/** The option that allows several linkers in one process. */
interface SharingOptions {
  readonly allowMultipleInstances?: boolean | undefined;
}

/** The linker that a caller requests. */
export interface RequestedLinker<Class> {
  readonly Class: Class;
  /** The class of this package that `Class` is or extends. */
  readonly Ours: unknown;
  readonly kind: string;
  readonly options: SharingOptions;
}

/** The linker of this process, shared by all copies of this package. */
const shared: { held?: HeldLinker | undefined } = processWide('linker', () => ({}));

/**
 * Checks that a linker may be created: the process has none, or may have several.
 *
 * @throws SingletonError `linker.singleton` if it may not
 */
export function refuseSecond({ name }: { readonly name: string }, options: SharingOptions): void {
  const { held } = shared;
  if (held === undefined || options.allowMultipleInstances === true) return;
  throw new SingletonError(held.linker.constructor.name, name);
}

/**
 * Makes this linker the one of the process, unless the process may have several.
 *
 * @throws SingletonError `linker.singleton` if the process already has one
 */
export function holdLinker(held: HeldLinker): void {
  refuseSecond(held.linker.constructor, held.options);
  if (held.options.allowMultipleInstances !== true) shared.held = held;
}

/** Releases the linker of the process, if it is this one. */
export function releaseLinker(linker: object): void {
  if (shared.held?.linker === linker) shared.held = undefined;
}

/**
 * Returns the linker of the process. Creates one if the process has none or may have several.
 *
 * @throws ConfigurationError `configuration.invalid` if the existing linker was created with other options
 */
export function heldLinker<Made extends object, Class extends abstract new (...args: never) => Made>(
  requested: RequestedLinker<Class>,
  make: (Class: Class) => Made,
): Made {
  const { held } = shared;
  if (held === undefined || requested.options.allowMultipleInstances === true) return make(requested.Class);
  const isOfCopy = requested.Class === requested.Ours && requested.kind === held.kind;
  if (!(held.linker instanceof requested.Class) && !isOfCopy) return make(requested.Class);
  const different = differences(requested.options, held.options);
  if (different.length === 0) return held.linker as Made;
  throw new ConfigurationError(
    `this process holds a ${held.linker.constructor.name} that was created with another ${different.join(' and ')}: ` +
      'request it without options, close() it first, or pass { allowMultipleInstances: true }',
  );
}

/** Returns the names of the options that differ. Undefined, '', and false are equal: they are the defaults. */
function differences(requested: object, held: object): string[] {
  const existing = new Map<string, unknown>(Object.entries(held));
  return Object.entries(requested)
    .filter(
      ([name, value]) => value !== undefined && !isDeepStrictEqual(value || undefined, existing.get(name) || undefined),
    )
    .map(([name]) => name);
}
