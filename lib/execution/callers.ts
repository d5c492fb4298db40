const ofNode = /\(node:|^\s+at node:/;

const untouched = new WeakSet<object>();

/** An error of a caller's own, as the reason of its signal: its stack stays as it is. */
export function withOwnStack<Reason>(reason: Reason): Reason {
  if (typeof reason === 'object' && reason !== null) untouched.add(reason);
  return reason;
}

/**
 * Adds to an error the callers that its stack lacks, as if all promises within the framework were awaited: a program that
 * awaits its call is told which of its lines made it, of an error of the SDK's too.
 *
 * @param here - the async function that has caught it; what called that is added
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
    // An error that lets nobody change its stack keeps it.
  }
  return error;
}
