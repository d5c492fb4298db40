import { setMaxListeners } from 'node:events';

/** An `AbortSignal`, or an object that is aborted like one. */
export interface Abortable {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once: true }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Options of a listener. A constant, because a literal would be an allocation per call. */
const once = { once: true } as const;

/** All listeners of one signal, behind the only listener that is added to the signal itself. */
class Listeners {
  readonly all = new Set<() => void>();

  readonly callAll = (): void => {
    const listeners = [...this.all];
    this.all.clear();
    for (const listener of listeners) listener();
  };
}

const listenersOf = new WeakMap<Abortable, Listeners>();

/**
 * Adds a listener to a signal that many operations may share. The signal itself has one listener for all, because Node
 * reports more than ten listeners as a leak.
 */
export function addAbortListener(signal: Abortable, listener: () => void): void {
  let listeners = listenersOf.get(signal);
  if (listeners === undefined) {
    listeners = new Listeners();
    listenersOf.set(signal, listeners);
  }
  if (listeners.all.size === 0) signal.addEventListener('abort', listeners.callAll, once);
  listeners.all.add(listener);
}

/** Removes a listener of `addAbortListener`. With the last one, the listener of the signal itself is removed. */
export function removeAbortListener(signal: Abortable, listener: () => void): void {
  const listeners = listenersOf.get(signal);
  if (listeners?.all.delete(listener) === true && listeners.all.size === 0)
    signal.removeEventListener('abort', listeners.callAll);
}

/** Creates a controller whose signal may have any number of listeners. The SDK adds one listener for each request. */
export function sharedController(): AbortController {
  const controller = new AbortController();
  try {
    setMaxListeners(0, controller.signal);
  } catch {
    // A signal of another realm, as in jsdom, doesn't count its listeners.
  }
  return controller;
}

/** Aborts a controller as soon as another signal is aborted, with its reason. Returns the function that ends the link. */
export function linkAbort(controller: AbortController, outer: AbortSignal | undefined): () => void {
  if (outer === undefined) return () => undefined;
  const abort = (): void => controller.abort(outer.reason);
  if (outer.aborted) abort();
  else addAbortListener(outer, abort);
  return () => removeAbortListener(outer, abort);
}
