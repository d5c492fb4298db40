/** Most bytes of a document as JSON text, 128 MiB: what is read is no larger, whatever a stored item says. */
export const maxDocumentBytes = 134_217_728;

/** Bytes of a document, or of a part of one, in an item; what an item has besides is below the 50 KB that are left. */
export const maxFormBytes = 358_400;

/** Most parts of a document: no text grows by a thousandth when it is deflated. */
const maxParts = Math.ceil((maxDocumentBytes * 1.001) / maxFormBytes);

/** True where a document can have so many parts. What a damaged item says may be anything, and would take memory. */
export const isPartCount = (count: number): boolean => Number.isInteger(count) && count >= 1 && count <= maxParts;
