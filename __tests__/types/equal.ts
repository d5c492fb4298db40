/** True where both types are the same to the compiler, `readonly` and `?` included. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only with true. */
export type Expect<T extends true> = T;
