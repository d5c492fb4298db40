import { setMaxListeners } from 'node:events';

/** What ends early, and tells so: a signal, or an operation under way. */
export interface Abortable {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once: true }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The options of a listener, made once. */
const once = { once: true } as const;

/** The listeners of one signal, behind the one that it has itself. */
class Listeners {
  readonly all = new Set<() => void>();

  readonly tell = (): void => {
    const told = [...this.all];
    this.all.clear();
    for (const listener of told) listener();
  };
}

const listenersOf = new WeakMap<Abortable, Listeners>();

/** Listens to a signal that many may share. It has one listener for all: Node takes more than ten for a leak. */
export function addAbortListener(signal: Abortable, listener: () => void): void {
  let listeners = listenersOf.get(signal);
  if (listeners === undefined) {
    listeners = new Listeners();
    listenersOf.set(signal, listeners);
  }
  if (listeners.all.size === 0) signal.addEventListener('abort', listeners.tell, once);
  listeners.all.add(listener);
}

/** Ends what `addAbortListener` began; with the last listener goes the signal's own. */
export function removeAbortListener(signal: Abortable, listener: () => void): void {
  const listeners = listenersOf.get(signal);
  if (listeners?.all.delete(listener) === true && listeners.all.size === 0)
    signal.removeEventListener('abort', listeners.tell);
}

/** A controller whose signal may have any number of listeners: the SDK adds one for each request under way, and removes it. */
export function sharedController(): AbortController {
  const controller = new AbortController();
  try {
    setMaxListeners(0, controller.signal);
  } catch {
    // A signal of another realm's, such as jsdom's, counts nothing.
  }
  return controller;
}
