const ofNode = /\(node:|^\s+at node:/;

/**
 * Adds to an error the callers that its stack lacks, as if all promises on the way to it had been awaited: a program is
 * told which of its lines made the call, of an error of the SDK's too.
 *
 * @param here - the async function that has caught it; what called that is added
 */
export function withCallers(error: unknown, here: (...args: never[]) => unknown): unknown {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return error;
  const trace: { readonly stack?: unknown } = {};
  Error.captureStackTrace(trace, here);
  const [, ...lines] = String(trace.stack).split('\n');
  const frames = lines.filter((line) => !ofNode.test(line));
  const [first] = frames;
  if (first !== undefined && !error.stack.includes(first))
    Reflect.set(error, 'stack', [error.stack, ...frames].join('\n'));
  return error;
}
