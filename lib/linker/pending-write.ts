/** A write that stores parts: begun, and not ended yet. */
export interface PendingWrite {
  readonly revision: string;
  readonly parts: number;
  readonly beganMs: number;
}

/** `{ revision: 'r', parts: 3, beganMs: 5 }` → `r:3:5`. */
export const pendingText = ({ revision, parts, beganMs }: PendingWrite): string => `${revision}:${parts}:${beganMs}`;

/** The write that a text stands for. */
export function pendingOf(text: string): PendingWrite {
  const [revision = '', parts, beganMs] = text.split(':');
  return { revision, parts: Number(parts), beganMs: Number(beganMs) };
}
