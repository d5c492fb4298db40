/** A value, or the promise of it. Work that can be asynchronous returns the value at once if it is not. */
export type Awaitable<T> = T | Promise<T>;

/** True for a promise, also one of another realm or library. */
export const isPromise = <T>(value: Awaitable<T>): value is Promise<T> =>
  typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function';

/** Calls a function for each element in order. Each call waits for the one before it. */
export function inOrder<Each, Result>(
  list: readonly Each[],
  call: (each: Each) => Awaitable<Result>,
): Awaitable<Result[]> {
  const results: Result[] = [];
  for (const each of list) {
    const result = call(each);
    if (isPromise(result)) return inOrderAfter(results, result, list.slice(results.length + 1), call);
    results.push(result);
  }
  return results;
}

async function inOrderAfter<Each, Result>(
  results: Result[],
  pending: Promise<Result>,
  rest: readonly Each[],
  call: (each: Each) => Awaitable<Result>,
): Promise<Result[]> {
  results.push(await pending);
  for (const each of rest) results.push(await call(each));
  return results;
}

/** Returns all values. Waits only if some of them are promises. */
export const allOf = <T>(values: Awaitable<T>[]): Awaitable<T[]> =>
  values.some(isPromise) ? Promise.all(values) : (values as T[]);

/** Returns what a function makes of a value. Waits only if the value is a promise. */
export const mapped = <Value, Result>(value: Awaitable<Value>, map: (value: Value) => Result): Awaitable<Result> =>
  isPromise(value) ? value.then(map) : map(value);
