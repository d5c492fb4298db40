/** The store of the Lambda runtime for the running invocation. The SDK reads it, too. */
interface InvokeStore {
  getXRayTraceId?(): string | undefined;
  getTraceparent?(): string | undefined;
}

/** The trace of the invocation that sends a request. */
export interface Trace {
  readonly id: string | undefined;
}

const globals = globalThis as { readonly awslambda?: { readonly InvokeStore?: InvokeStore } };

/** True if the store is not global, so only the SDK can read it. */
export const isStoreHidden = (): boolean =>
  ['true', '1'].includes(process.env['AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA'] ?? '');

/** Returns the trace that the SDK would send. Undefined for a kind of trace that only the SDK writes. */
export function currentTrace(): Trace | undefined {
  const store = globals.awslambda?.InvokeStore;
  if (store?.getTraceparent?.()) return undefined;
  if (!process.env['AWS_LAMBDA_FUNCTION_NAME']) return { id: undefined };
  const id = store?.getXRayTraceId?.() ?? process.env['_X_AMZN_TRACE_ID'];
  return { id: typeof id === 'string' && id !== '' ? id : undefined };
}
