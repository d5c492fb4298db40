import { setOwn } from '../values/collections.ts';
import type { PathElement } from '../values/issues.ts';

/** A document or list that an update creates, in the form of the class. */
export interface NewDocument {
  readonly value: object;
  /** List elements to remove at the end, because DynamoDB counts elements as they were before an update. */
  readonly removed: { readonly list: unknown[]; readonly index: number }[];
}

/** A place in a document to create. */
export interface NewDocumentPlace {
  readonly document: NewDocument;
  readonly inside: object;
  readonly last: PathElement;
}

/** True if a document has members with such a name, or a list has elements with such an index. */
export const takes = (inside: object, step: PathElement): boolean =>
  Array.isArray(inside) === (typeof step === 'number');

/** Returns the document or value at a step. Undefined if there is none. */
export function partOf(inside: object, step: PathElement): object | undefined {
  return Object.hasOwn(inside, step) ? (inside as Record<PathElement, object>)[step] : undefined;
}

/** Sets a member or an element. An index past the end appends, as in DynamoDB. */
export function setPart(inside: object, step: PathElement, value: unknown): void {
  if (!Array.isArray(inside)) setOwn(inside, String(step), value);
  else inside[Math.min(Number(step), inside.length)] = value;
}

/** Removes a member. An element is removed at the end. */
export function removePart({ removed }: NewDocument, inside: object, step: PathElement): void {
  if (Array.isArray(inside)) removed.push({ list: inside, index: Number(step) });
  else setOwn(inside, String(step), undefined);
}

/** Returns the document without the removed elements. */
export function finished({ value, removed }: NewDocument): object {
  for (const { list, index } of removed.sort((a, b) => b.index - a.index)) list.splice(index, 1);
  return value;
}
