import type { Entry } from './client-parts.ts';

/** What is known of the attempts of one write, those of the SDK's own retries included. */
export interface Attempts {
  /** False where a second attempt could do again what the first one did: then there is none after a lost answer. */
  readonly isRepeatable: boolean;
  /** The error after which the write may have been done; the last one, where there were several. */
  unknown?: { readonly error: unknown } | undefined;
}

/** What tells whether a failed attempt was done. */
interface AttemptFault {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $fault?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Codes of requests that never left: nobody was there to take them. */
const neverSent: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CredentialsProviderError',
]);

/** True where an attempt may have been done although it failed. DynamoDB's own refusals say that it was not. */
export function mayBeDone(error: unknown): boolean {
  const { name, code, $fault, $metadata } = (error ?? {}) as AttemptFault;
  if (neverSent.has(code) || neverSent.has(name)) return false;
  const status = $metadata?.httpStatusCode;
  const isRefused = $fault === 'client' && (status === undefined || status < 500);
  return !isRefused || name === 'TransactionInProgressException';
}

/** Thrown in the place of an error that the SDK would repeat the request after. */
export class NotRepeated extends Error {
  /** Not `cause`, in which the SDK's retries would look for what they know. */
  readonly failure: unknown;

  constructor(failure: unknown) {
    super('not repeated');
    this.failure = failure;
  }
}

type Next<Args, Answer> = (args: Args) => Promise<Answer>;

/** The part of an SDK command that is used. */
export interface CommandWithStack {
  readonly middlewareStack?: {
    add(middleware: (next: Next<unknown, unknown>) => Next<unknown, unknown>, options: object): void;
  };
}

/** Where the attempts are seen: inside the SDK's retries, outside of its signing and sending. */
const place = { step: 'finalizeRequest', priority: 'low', name: 'annotableAttempts', override: true } as const;

/** The entry of a stack in whose place the attempts of a call are watched. */
export const attemptsEntry: Entry = { ...place, middleware: (next) => next };

/** The middleware that tells attempts of each attempt. */
export const attemptsWatch =
  (attempts: Attempts) =>
  <Args, Answer>(next: Next<Args, Answer>): Next<Args, Answer> =>
  async (args) => {
    try {
      return await next(args);
    } catch (error) {
      noteFailure(attempts, error);
      throw error;
    }
  };

/**
 * Notes an attempt that failed.
 *
 * @throws NotRepeated where there must be no other
 */
function noteFailure(attempts: Attempts, error: unknown): void {
  if (!mayBeDone(error)) return;
  attempts.unknown = { error };
  if (!attempts.isRepeatable) throw new NotRepeated(error);
}

/** Lets attempts see each attempt of a command. */
export function watchAttempts(command: CommandWithStack, attempts: Attempts): void {
  command.middlewareStack?.add(attemptsWatch(attempts), place);
}
