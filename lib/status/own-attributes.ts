import { ValidationError } from '../errors/validation-error.ts';
import { placeOf, type StatusContext } from './status-context.ts';
import type { StatusRecord } from './status-record.ts';

/** Attributes of every record, which only the tracker sets. The compiler reports an attribute that is missing here. */
export const trackerAttributes: ReadonlySet<string> = new Set(
  Object.keys({
    requestId: true,
    status: true,
    timestamp: true,
    steppedAt: true,
    createdAt: true,
    startedAt: true,
    finishedAt: true,
    progress: true,
    done: true,
    total: true,
    message: true,
    userId: true,
    parentId: true,
    metadata: true,
    result: true,
    resultId: true,
    error: true,
    owner: true,
    leaseUntil: true,
    attempts: true,
    redrives: true,
    cancelRequestedAt: true,
    cancelReason: true,
    history: true,
    steps: true,
    version: true,
    expiresAt: true,
    payloadHash: true,
    writes: true,
    statusShard: true,
    openShard: true,
    staleAt: true,
  } satisfies { readonly [Name in keyof StatusRecord]-?: true }),
);

/**
 * Returns a copy of the attributes that the class has in addition to `StatusRecord`.
 *
 * @throws ValidationError `item.invalid` if the tracker sets one of them
 */
export function ownAttributes(context: StatusContext, id: string, attributes: object | undefined): object {
  const taken = Object.keys(attributes ?? {}).filter((name) => trackerAttributes.has(name));
  if (taken.length === 0) return { ...attributes };
  const message = "is set by the tracker alone; attributes are those that the class has besides StatusRecord's";
  throw new ValidationError(
    placeOf(context, id),
    taken.map((name) => ({ path: `attributes.${name}`, message, code: 'readOnly' as const })),
  );
}
