/** An unfinished write that stores parts. */
export interface PendingWrite {
  readonly revision: string;
  readonly parts: number;
  /** Start in milliseconds since 1970. */
  readonly beganMs: number;
}

/** Returns the stored text of a write: `{ revision: 'r', parts: 3, beganMs: 5 }` → `r:3:5`. */
export const pendingText = ({ revision, parts, beganMs }: PendingWrite): string => `${revision}:${parts}:${beganMs}`;

/** Returns the write that a stored text represents. */
export function pendingOf(text: string): PendingWrite {
  const [revision = '', parts, beganMs] = text.split(':');
  return { revision, parts: Number(parts), beganMs: Number(beganMs) };
}
