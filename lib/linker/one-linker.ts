import { SingletonError } from '../errors/singleton-error.ts';

/** The linker that this process holds. */
let held: object | undefined;

/**
 * Makes a linker the one that the process holds.
 *
 * @throws SingletonError `linker.singleton` where it holds one already
 */
export function holdLinker(linker: object): void {
  if (held !== undefined) throw new SingletonError(held.constructor.name, linker.constructor.name);
  held = linker;
}

/** The process holds it no longer. */
export function releaseLinker(linker: object): void {
  if (held === linker) held = undefined;
}

/** The linker of a class that the process holds; one that is made now where it holds none. */
export function heldLinker<Held extends object>(Class: abstract new (...given: never) => Held, make: () => Held): Held {
  return held instanceof Class ? held : make();
}
