import { type IssueInput, ValidationError } from '../errors/validation-error.ts';
import type { Schema } from '../schema/schema.ts';
import { type Awaitable, allOf, isPromise } from '../time/awaitable.ts';
import { kindOf } from '../values/issues.ts';

/** Encodes all values before anything is sent. One error reports the issues of all values, each with its index. */
export async function encodeAll<Encoded>(
  schema: Schema,
  values: readonly unknown[],
  encode: (value: unknown) => Awaitable<Encoded>,
): Promise<Encoded[]> {
  if (!Array.isArray(values)) throw new ValidationError({ table: schema.table.name }, [noArray(values)]);
  const issues: IssueInput[] = [];
  let cause: unknown;
  const report = (error: unknown, index: number): Encoded => {
    if (!(error instanceof ValidationError)) throw error;
    cause ??= error.cause;
    const place = `[${index}]${error.key === undefined ? '' : ` (${error.key})`}`;
    issues.push(
      ...error.issues.map(({ path, ...issue }) => ({ ...issue, path: path === '' ? place : `${place}.${path}` })),
    );
    return {} as Encoded;
  };
  // Array.from also visits the holes of a sparse array.
  const encoding = Array.from(values, (value: unknown, index) => {
    try {
      const encoded = encode(value);
      return isPromise(encoded) ? handled(encoded.catch((error) => report(error, index))) : encoded;
    } catch (error) {
      return report(error, index);
    }
  });
  const encoded = await allOf(encoding);
  if (issues.length > 0) throw new ValidationError({ table: schema.table.name }, issues, { cause });
  return encoded;
}

/** The error of another value can end the call first, and a promise that nobody waits for must not end the process. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

const noArray = (value: unknown): IssueInput => ({
  path: '',
  message: `a batch takes an array of keys or items, not ${kindOf(value)}; put it in [ ]`,
});
