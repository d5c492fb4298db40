const ofNode = /\(node:|^\s+at node:/;

const untouched = new WeakSet<object>();

/** Marks the reason of a caller's signal, so `withCallers` leaves its stack unchanged. Returns the reason. */
export function withOwnStack<Reason>(reason: Reason): Reason {
  if (typeof reason === 'object' && reason !== null) untouched.add(reason);
  return reason;
}

/**
 * Adds the missing callers to the stack of an error, also to an error of the SDK. The stack is then the same as if the
 * framework awaited all of its promises: it shows the line of the program that awaits the call.
 *
 * @param here - the async function that caught the error; its callers are added
 * @returns the same error
 */
export function withCallers(error: unknown, here: (...args: never[]) => unknown): unknown {
  if (!(error instanceof Error) || typeof error.stack !== 'string' || untouched.has(error)) return error;
  const trace: { readonly stack?: unknown } = {};
  Error.captureStackTrace(trace, here);
  const [, ...lines] = String(trace.stack).split('\n');
  const frames = lines.filter((line) => !ofNode.test(line));
  const [first] = frames;
  if (first === undefined || error.stack.includes(first)) return error;
  try {
    Reflect.set(error, 'stack', [error.stack, ...frames].join('\n'));
  } catch {
    // The stack of this error can't be changed.
  }
  return error;
}
