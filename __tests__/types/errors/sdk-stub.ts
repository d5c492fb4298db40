/** Replaces the SDK and the types of Node when these files are compiled, which saves most of the compiler's time. */
declare global {
  class Buffer extends Uint8Array {
    readBigInt64BE(): bigint;
  }
  class URL {
    constructor(url: string);
    readonly href: string;
  }
  class AbortSignal {}
}

export {};
