import workers from 'node:worker_threads';

/** Bytes of one allocation, and limits of the texts that are cut from it. Node has a pool for shorter ones. */
const slabBytes = 128 * 1024;
const shortestCut = 4 * 1024;
const longestCut = 32 * 1024;

/** Makes a buffer untransferable. Returns false in a runtime that can't. */
function keep(buffer: Buffer): boolean {
  try {
    workers.markAsUntransferable(buffer.buffer);
    return true;
  } catch {
    return false;
  }
}

/**
 * Allocates buffers for texts, many from one allocation. Allocating and collecting a buffer for each text costs more
 * than writing it. Like the pool of Node, the allocation can't be transferred, because other buffers share it.
 */
export class TextSlab {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #mayCut = true;

  /** Returns a buffer of a length, with undefined content. */
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
