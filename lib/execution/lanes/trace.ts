/** What the Lambda runtime keeps of the invocation under way, where the SDK looks for it. */
interface InvokeStore {
  getXRayTraceId?(): string | undefined;
  getTraceparent?(): string | undefined;
}

/** The trace of the invocation that a request is made in. */
export interface Trace {
  readonly id: string | undefined;
}

const globals = globalThis as { readonly awslambda?: { readonly InvokeStore?: InvokeStore } };

/** True where the SDK keeps the store to itself. */
export const isStoreHidden = (): boolean =>
  ['true', '1'].includes(process.env['AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA'] ?? '');

/** The trace that the SDK would write; undefined where it is of a kind that only the SDK writes. */
export function currentTrace(): Trace | undefined {
  const store = globals.awslambda?.InvokeStore;
  if (store?.getTraceparent?.()) return undefined;
  if (!process.env['AWS_LAMBDA_FUNCTION_NAME']) return { id: undefined };
  const id = store?.getXRayTraceId?.() ?? process.env['_X_AMZN_TRACE_ID'];
  return { id: typeof id === 'string' && id !== '' ? id : undefined };
}
