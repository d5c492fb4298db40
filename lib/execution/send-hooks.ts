import { ConfigurationError } from '../errors/configuration-error.ts';
import type { Extension, ExtensionRequest, SendRequest } from '../schema/extension.ts';
import { type Operation, untilAborted } from '../time/deadline.ts';
import { kindOf } from '../values/issues.ts';
import type { Attempts } from './lanes/attempts.ts';

/** An extension that is called around each request. */
export type SendHook = Extension & { readonly aroundSend: NonNullable<Extension['aroundSend']> };

const isSendHook = (extension: Extension): extension is SendHook => extension.aroundSend !== undefined;

export const sendHooksOf = (extensions: readonly Extension[]): readonly SendHook[] => extensions.filter(isSendHook);

/** A request that extensions are called around. */
export interface HookedRequest {
  readonly operation: string;
  readonly table: string;
  readonly input: object;
  readonly call: Operation | { readonly signal?: AbortSignal | undefined };
  /** The attempts of a write. Undefined for a read. */
  readonly attempts: Attempts | undefined;
  readonly send: (input: object) => Promise<object>;
}

/**
 * Sends a request through extensions, the first one outermost.
 *
 * If a hook of a write fails after DynamoDB has done the write, or while a request is in flight, the attempts are marked,
 * so that the write isn't reported as failed.
 */
export function sendHooked(hooks: readonly SendHook[], request: HookedRequest): Promise<object> {
  const { operation, table, input, call, attempts, send } = request;
  let isDone = false;
  let isSent = false;
  let inFlight = 0;
  const sendOnce = async (given: object): Promise<object> => {
    if (attempts?.isRepeatable === false) refuseRepetition(table, operation, isDone || inFlight > 0, attempts);
    isSent = true;
    inFlight++;
    try {
      const output = await send(given);
      isDone = true;
      return output;
    } finally {
      inFlight--;
    }
  };
  const { signal } = call;
  const through = hooks.reduceRight<(given: object) => Promise<object>>(
    (next, hook) => (given) => called(hook, { operation, table, input: given, signal }, next),
    sendOnce,
  );
  const ending = 'aborted' in call ? call : signal;
  return untilAborted(through(input), ending, (error) => {
    const isOver = ending?.aborted === true;
    if (attempts !== undefined && (isDone || inFlight > 0 || (isSent && isOver))) attempts.unknown ??= { error };
    return isOver ? ending.reason : error;
  });
}

/** A hook can send a request again, but no write that would then be done twice. */
function refuseRepetition(table: string, operation: string, mayBeDone: boolean, { unknown }: Attempts): void {
  if (unknown !== undefined) throw unknown.error;
  if (!mayBeDone) return;
  throw new ConfigurationError(
    `${table}: aroundSend of an extension sent ${operation} again after it was done or before it ended, and a second time would change the item again; call send() again only if it failed`,
  );
}

async function called(
  { name, aroundSend }: SendHook,
  request: ExtensionRequest,
  next: (input: object) => Promise<object>,
): Promise<object> {
  const send: SendRequest = (input = request.input) => next(input);
  const output: unknown = await aroundSend(request, send);
  if (typeof output === 'object' && output !== null) return output;
  throw new ConfigurationError(
    `${request.table}: aroundSend of the extension '${name}' must return the output of ${request.operation}, not ${kindOf(output)}; return what send() returns`,
  );
}
