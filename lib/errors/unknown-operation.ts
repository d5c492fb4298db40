/** True if the engine doesn't know the operation. Local engines don't know point-in-time recovery, for example. */
export const isUnknownOperation = (error: unknown): boolean =>
  (error as { readonly name?: unknown } | undefined)?.name === 'UnknownOperationException';
