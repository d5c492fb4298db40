import workers from 'node:worker_threads';

/** Bytes of one allocation, and of the texts that are cut from it; Node itself has a pool for shorter ones. */
const slabBytes = 128 * 1024;
const shortestCut = 4 * 1024;
const longestCut = 32 * 1024;

/** Sees that nobody transfers a buffer; false in a runtime that can't. */
function keep(buffer: Buffer): boolean {
  try {
    workers.markAsUntransferable(buffer.buffer);
    return true;
  } catch {
    return false;
  }
}

/**
 * Buffers for texts, many of them cut from one allocation: to make and collect one for each costs more than to write it.
 * As with Node's own pool, nobody can transfer one of them and take the others along.
 */
export class TextSlab {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #mayCut = true;

  /** A buffer of a length, with anything in it. */
  cut(length: number): Buffer {
    if (length < shortestCut || length > longestCut) return Buffer.allocUnsafe(length);
    if (this.#mayCut && this.#at + length > this.#bytes.length) this.#begin();
    if (!this.#mayCut) return Buffer.allocUnsafe(length);
    const from = this.#at;
    this.#at += length;
    return this.#bytes.subarray(from, this.#at);
  }

  #begin(): void {
    this.#bytes = Buffer.allocUnsafeSlow(slabBytes);
    this.#at = 0;
    this.#mayCut = keep(this.#bytes);
  }
}
