import { setOwn } from '../values/collections.ts';
import type { PathElement } from '../values/issues.ts';

/** A document or list that an update makes whole, as the class has it. */
export interface MadeDocument {
  readonly value: object;
  /** Elements to take out of lists at the end: DynamoDB counts elements as they were before an update. */
  readonly removed: { readonly list: unknown[]; readonly index: number }[];
}

/** A place in it. */
export interface MadePlace {
  readonly document: MadeDocument;
  readonly inside: object;
  readonly last: PathElement;
}

/** True if a document has members of such a name, or a list elements of such an index. */
export const takes = (inside: object, step: PathElement): boolean =>
  Array.isArray(inside) === (typeof step === 'number');

/** The document or value at a step; undefined if there is none. */
export function partOf(inside: object, step: PathElement): object | undefined {
  return Object.hasOwn(inside, step) ? (inside as Record<PathElement, object>)[step] : undefined;
}

/** Sets a member, or an element: one past the end is appended, as DynamoDB does. */
export function setPart(inside: object, step: PathElement, value: unknown): void {
  if (!Array.isArray(inside)) setOwn(inside, String(step), value);
  else inside[Math.min(Number(step), inside.length)] = value;
}

/** Takes a member away, or an element at the end. */
export function removePart({ removed }: MadeDocument, inside: object, step: PathElement): void {
  if (Array.isArray(inside)) removed.push({ list: inside, index: Number(step) });
  else setOwn(inside, String(step), undefined);
}

/** The document without what was removed. */
export function finished({ value, removed }: MadeDocument): object {
  for (const { list, index } of removed.sort((a, b) => b.index - a.index)) list.splice(index, 1);
  return value;
}
