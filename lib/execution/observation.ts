import type { Operation } from '../time/deadline.ts';
import { type ConsumedUnits, consumedUnits, isReadRequest } from './consumed-units.ts';
import { countedItems } from './counted-items.ts';
import {
  type FollowedOperation,
  instrumentations,
  type ObservedClient,
  type OperationReport,
  type OperationStart,
  operationChannel,
} from './instrumentations.ts';

/** The options of a call, if somebody observes its operation. */
export interface Observed {
  readonly observation?: Observation | undefined;
}

/** The detail of the capacity in responses. Only `INDEXES` has the bytes of vector indexes of a write. */
export type CapacityDetail = 'TOTAL' | 'INDEXES';

interface HasMetadata {
  readonly $metadata?: { readonly attempts?: number | undefined } | undefined;
  /** The error of the service in a `NotRepeated`. */
  readonly failure?: unknown;
}

/** Counts the requests of one operation, and reports them at its end. Exists only if somebody observes the operation. */
export class Observation {
  readonly #start: OperationStart;
  readonly #report: (report: OperationReport) => void;
  readonly #followed: readonly FollowedOperation[];
  #durationMs = 0;
  #requests = 0;
  #attempts = 0;
  #readItems = 0;
  #writtenItems = 0;
  #hasWritten = false;
  readonly #detail: CapacityDetail;
  #units: ConsumedUnits = { readUnits: 0, writeUnits: 0, vectorSearchBytes: 0, vectorWriteBytes: 0 };

  /**
   * @param report - also receives the report
   * @param detail - the capacity that responses report. Default: `TOTAL`
   */
  constructor(
    start: OperationStart,
    client: ObservedClient,
    report: (report: OperationReport) => void,
    detail: CapacityDetail = 'TOTAL',
  ) {
    this.#start = start;
    this.#report = report;
    this.#detail = detail;
    this.#followed = instrumentations.flatMap((begin) => safely(() => begin(start, client)) ?? []);
  }

  /** Does the whole operation. */
  async whole<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await this.part(work);
      this.end(undefined);
      return result;
    } catch (error) {
      this.end(error);
      throw error;
    }
  }

  /** Does a part of the operation, and measures its time. */
  async part<Result>(work: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now();
    const through = this.#followed.reduceRight((inner, followed) => () => followed.run(inner), work);
    try {
      return await through();
    } finally {
      this.#durationMs += performance.now() - startedAt;
    }
  }

  /** Sends a request, and counts what its response reports. */
  async send(name: string, input: object, send: (input: object) => Promise<unknown>): Promise<unknown> {
    const isRead = isReadRequest(name, input);
    const { ReturnConsumedCapacity: own } = input as { readonly ReturnConsumedCapacity?: unknown };
    const asked = own === undefined || own === 'TOTAL' ? { ...input, ReturnConsumedCapacity: this.#detail } : input;
    this.#hasWritten ||= !isRead;
    this.#requests++;
    this.#attempts++;
    try {
      const output = (await send(asked)) as object;
      this.#count(name, isRead, input, output);
      if (own !== undefined) return output;
      const { ConsumedCapacity: _, ...rest } = output as { readonly ConsumedCapacity?: unknown };
      return rest;
    } catch (error) {
      this.#retried(error);
      throw error;
    }
  }

  #count(name: string, isRead: boolean, input: object, output: object): void {
    this.#retried(output);
    const consumed = consumedUnits(name, input, output);
    this.#units = {
      readUnits: this.#units.readUnits + consumed.readUnits,
      writeUnits: this.#units.writeUnits + consumed.writeUnits,
      vectorSearchBytes: this.#units.vectorSearchBytes + consumed.vectorSearchBytes,
      vectorWriteBytes: this.#units.vectorWriteBytes + consumed.vectorWriteBytes,
    };
    const items = countedItems(name, isRead, input, output);
    if (isRead) this.#readItems += items;
    else this.#writtenItems += items;
  }

  /** Counts the attempts after the first one. */
  #retried(outcome: unknown): void {
    const { $metadata, failure } = (outcome ?? {}) as HasMetadata;
    const attempts = $metadata?.attempts ?? (failure as HasMetadata | undefined)?.$metadata?.attempts ?? 1;
    this.#attempts += Math.max(attempts - 1, 0);
  }

  end(error: unknown): void {
    const report: OperationReport = Object.freeze({
      ...this.#start,
      durationMs: this.#durationMs,
      requests: this.#requests,
      attempts: this.#attempts,
      items: this.#hasWritten ? this.#writtenItems : this.#readItems,
      ...this.#units,
      error,
    });
    if (operationChannel.hasSubscribers) operationChannel.publish(report);
    for (const followed of this.#followed) safely(() => followed.end(report));
    safely(() => this.#report(report));
  }
}

/** Marks a running operation, so that the executor counts its requests. */
export const observedCall = (call: Operation, observation: Observation | undefined): Operation =>
  observation === undefined ? call : Object.assign(call, { observation });

let hasWarned = false;

/** Emits a warning for the first observer of the process that throws. */
export function warnOfObserver(error: unknown): void {
  if (hasWarned) return;
  hasWarned = true;
  const { name, stack } = error instanceof Error ? error : new Error(typeof error);
  process.emitWarning(
    `an observer of operations threw ${name}; the operation goes on, and no later error of an observer is reported`,
    { type: 'ObserverWarning', ...(stack !== undefined && { detail: stack }) },
  );
}

/** Calls an observer. Its error doesn't fail the operation. */
export function safely<Result>(call: () => Result): Result | undefined {
  try {
    const result = call();
    if (result instanceof Promise) result.catch(warnOfObserver);
    return result;
  } catch (error) {
    warnOfObserver(error);
    return undefined;
  }
}
