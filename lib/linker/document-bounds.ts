/** Most bytes of a document as JSON text: 128 MiB. Also the limit of reads, whatever a damaged item says. */
export const maxDocumentBytes = 134_217_728;

/** Most bytes of a document, or of one part, in an item. All other attributes fit into the remaining 50 KB. */
export const maxFormBytes = 358_400;

/** Most parts of a document. Deflating makes a text larger by less than a thousandth. */
const maxParts = Math.ceil((maxDocumentBytes * 1.001) / maxFormBytes);

/** True if a document can have this number of parts. A damaged item may contain any number, which would use memory. */
export const isPartCount = (count: number): boolean => Number.isInteger(count) && count >= 1 && count <= maxParts;
