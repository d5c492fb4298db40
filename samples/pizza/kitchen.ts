import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { LeaseLostError } from 'annotable';
import { canBeCancelled, type PizzaOrder, type PizzaOrders } from './pizza-order.ts';

/** Stages of each pizza, with their range of percentages. */
const stages = [
  { status: 'PREPARING', message: 'Stretching the dough', from: 4, to: 34 },
  { status: 'BAKING', message: 'In the oven, at 430 °C', from: 34, to: 74 },
  { status: 'OUT_FOR_DELIVERY', message: 'On its way, by bicycle', from: 74, to: 99 },
] as const;

type Stage = (typeof stages)[number];

const ticks = 10;
const leaseMs = 6_000;
const idleMs = 500;

/** Thrown if somebody has canceled the order. */
class CancelRequest extends Error {}

/** Thrown at the first attempt to bake a Vulcano. The only reason for which the kitchen itself fails an order. */
class OvenIsCold extends Error {
  readonly code = 'OVEN_COLD';
  readonly retryable = true;

  constructor() {
    super('The oven went cold. We have lit it again.');
  }
}

/**
 * A worker that claims orders, reports each stage, and takes over orders of crashed workers.
 *
 * An order doesn't fail if DynamoDB throttles, a call times out, or the network is down. Its lease ends, and a kitchen
 * claims it again. After `maxAttempts` claims, the tracker fails it.
 */
export class Kitchen {
  readonly #orders: PizzaOrders;
  readonly #stageMs: number;
  readonly #closing = new AbortController();
  readonly #atWork = new Map<string, Promise<void>>();
  /** Unique for each kitchen. A process id is not, because containers reuse them. */
  readonly #owner = `kitchen-${randomUUID()}`;
  #rounds: Promise<void> = Promise.resolve();

  /** @param stageMs - milliseconds of each stage */
  constructor(orders: PizzaOrders, { stageMs }: { readonly stageMs: number }) {
    this.#orders = orders;
    this.#stageMs = stageMs;
  }

  /** Starts a regular search for orders without a worker: their worker crashed, or no worker ever received them. */
  open(): void {
    this.#rounds = this.#lookAround();
  }

  /** Stops at once. Other kitchens can take over the open orders when their leases end. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled([this.#rounds, ...this.#atWork.values()]);
  }

  /** Starts work on an order, unless a worker already has it. */
  take(id: string): void {
    if (this.#atWork.has(id) || this.#closing.signal.aborted) return;
    const work = this.#cook(id)
      .catch((error: unknown) => console.error(error))
      .finally(() => this.#atWork.delete(id));
    this.#atWork.set(id, work);
  }

  async #lookAround(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        for (const { requestId } of await this.#orders.findStale({ idleMs, signal })) this.take(requestId);
      } catch (error) {
        if (!signal.aborted) console.error(error);
      }
      await delay(1_000, undefined, { signal }).catch(() => undefined);
    }
  }

  async #cook(id: string): Promise<void> {
    const lease = { owner: this.#owner, leaseMs };
    const order = await this.#orders.claim(id, lease);
    if (order === undefined) return;
    const lost = new AbortController();
    const heartbeat = setInterval(() => {
      this.#orders.heartbeat(id, lease).catch((error: unknown) => {
        if (error instanceof LeaseLostError) lost.abort();
      });
    }, leaseMs / 3);
    const signal = AbortSignal.any([this.#closing.signal, lost.signal]);
    try {
      const begin = stages.findIndex(({ status }) => status === order.status);
      for (const stage of stages.slice(Math.max(0, begin))) await this.#work(order, stage, signal);
      await this.#orders.succeed(id, { owner: this.#owner, message: 'Enjoy!' });
    } catch (error) {
      if (!signal.aborted) await this.#end(id, error);
    } finally {
      clearInterval(heartbeat);
    }
  }

  async #end(id: string, error: unknown): Promise<void> {
    // Another kitchen has the order and will end it.
    if (error instanceof LeaseLostError) return;
    const owner = this.#owner;
    if (error instanceof CancelRequest)
      await this.#orders.confirmCancel(id, { owner, message: 'Cancelled, as you asked' });
    else if (error instanceof OvenIsCold) await this.#orders.fail(id, { owner, error });
    // After any other error, the lease ends and another kitchen claims the order.
    else throw error;
  }

  /** Works on one stage in 10 small parts. Stops after a part if the order was canceled. */
  async #work({ requestId, pizza, redrives }: PizzaOrder, stage: Stage, signal: AbortSignal): Promise<void> {
    const { status, message, from, to } = stage;
    const owner = this.#owner;
    stopIfAsked(await this.#orders.advance(requestId, status, { owner, message, progress: from }));
    for (let tick = 1; tick <= ticks; tick++) {
      await delay(this.#stageMs / ticks, undefined, { signal });
      if (status === 'BAKING' && pizza === 'VULCANO' && redrives === 0 && tick > ticks / 2) throw new OvenIsCold();
      const progress = from + ((to - from) * tick) / ticks;
      stopIfAsked(await this.#orders.progress(requestId, progress, { owner }));
    }
  }
}

function stopIfAsked(order: PizzaOrder): void {
  if (order.cancelRequestedAt !== undefined && canBeCancelled(order)) throw new CancelRequest();
}
