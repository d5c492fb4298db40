/** True if both types are identical to the compiler, including `readonly` and `?`. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only with true. */
export type Expect<T extends true> = T;
