/** Members of SDK errors that hold items. */
interface RefusedBySdk {
  readonly Item?: unknown;
  readonly CancellationReasons?: unknown;
}

/**
 * Hides the items in an SDK error that becomes a `cause`, so that a logged error prints no values.
 *
 * The members stay readable, but are not enumerable.
 */
export function hideItems(cause: unknown): void {
  if (typeof cause !== 'object' || cause === null) return;
  const { CancellationReasons: reasons } = cause as RefusedBySdk;
  hide(cause);
  if (Array.isArray(reasons)) for (const reason of reasons) hide(reason);
}

function hide(holder: unknown): void {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, 'Item')) return;
  const { Item: value } = holder as RefusedBySdk;
  // A frozen error stays unchanged.
  Reflect.defineProperty(holder, 'Item', { value, enumerable: false, configurable: true, writable: true });
}
