import type { Attempts } from './attempts.ts';
import type { Output, SendOptions } from './client-parts.ts';
import type { ItemReading } from './decoded-item.ts';

/** One call of an operation. */
export interface Call {
  readonly input: unknown;
  readonly options: SendOptions;
  readonly attempts: Attempts | undefined;
  /** Decodes the items of the response directly, if the lane can do that. */
  readonly reading?: ItemReading | undefined;
}

/** A way to send the requests of one operation of one client. */
export interface Lane {
  /** Sends a call. Its request, output, and errors are those of `client.send`. */
  send(call: Call): Promise<Output>;
  /** True until the client changes in a way that requires another lane. */
  isCurrent(): boolean;
}
