import type { Entry } from './client-parts.ts';

/** State of the attempts of one write, including the retries of the SDK. */
export interface Attempts {
  /** True if the write has the same effect if sent twice. If false, it is not sent again after a lost response. */
  readonly isRepeatable: boolean;
  /** The last error after which the write may have been done. */
  unknown?: { readonly error: unknown } | undefined;
}

/** The fields that show whether a failed attempt was done. */
interface AttemptFault {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $fault?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Codes of requests that were never sent. */
const neverSent: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CredentialsProviderError',
]);

/** True if an attempt may have been done although it failed. A rejection by DynamoDB shows that it was not done. */
export function mayBeDone(error: unknown): boolean {
  const { name, code, $fault, $metadata } = (error ?? {}) as AttemptFault;
  if (neverSent.has(code) || neverSent.has(name)) return false;
  const status = $metadata?.httpStatusCode;
  const isRefused = $fault === 'client' && (status === undefined || status < 500);
  return !isRefused || name === 'TransactionInProgressException';
}

/** Thrown instead of an error after which the SDK would repeat the request. */
export class NotRepeated extends Error {
  /** Not named `cause`, because the retries of the SDK also check the cause for an error that they know. */
  readonly failure: unknown;

  constructor(failure: unknown) {
    super('not repeated');
    this.failure = failure;
  }
}

type Next<Args, Result> = (args: Args) => Promise<Result>;

/** The part of an SDK command that is used here. */
export interface CommandWithStack {
  readonly middlewareStack?: {
    add(middleware: (next: Next<unknown, unknown>) => Next<unknown, unknown>, options: object): void;
  };
}

/** The place of the middleware: inside the retries of the SDK, and outside its signing and sending. */
const place = { step: 'finalizeRequest', priority: 'low', name: 'annotableAttempts', override: true } as const;

/** Placeholder entry of a stack. `attemptsWatch` replaces it if a call has attempts. */
export const attemptsEntry: Entry = { ...place, middleware: (next) => next };

/** Returns the middleware that records each failed attempt. */
export const attemptsWatch =
  (attempts: Attempts) =>
  <Args, Result>(next: Next<Args, Result>): Next<Args, Result> =>
  async (args) => {
    try {
      return await next(args);
    } catch (error) {
      noteFailure(attempts, error);
      throw error;
    }
  };

/**
 * Records a failed attempt.
 *
 * @throws NotRepeated if the request must not be sent again
 */
function noteFailure(attempts: Attempts, error: unknown): void {
  if (!mayBeDone(error)) return;
  attempts.unknown = { error };
  if (!attempts.isRepeatable) throw new NotRepeated(error);
}

/** Adds the middleware that records the attempts to a command. */
export function watchAttempts(command: CommandWithStack, attempts: Attempts): void {
  command.middlewareStack?.add(attemptsWatch(attempts), place);
}
