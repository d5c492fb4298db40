import { Attribute } from '../decorators/attribute.ts';
import { TimeToLive } from '../decorators/time-to-live.ts';
import { setOf } from '../values/attribute-type.ts';

/** The attributes of a stored document, and of a part of one, beside its key. */
export abstract class StoredDocument {
  /** The document as JSON text. */
  @Attribute(String, { optional: true }) data?: string;
  /** The deflated document. In a part, the bytes of the part. */
  @Attribute(Uint8Array, { optional: true }) bytes?: Uint8Array;
  /** Number of parts of the deflated document. The keys of the parts contain the revision. */
  @Attribute(Number, { optional: true }) parts?: number;
  /** Id of the write that stored the document: each write has its own. Absent if the first write is not complete. */
  @Attribute(String, { optional: true }) revision?: string;
  /** Announced writes that store parts: `revision:parts:milliseconds`. */
  @Attribute(setOf(String)) pending!: Set<string>;
  /** In a part, the key of its document. */
  @Attribute(String, { optional: true }) of?: string;
  @TimeToLive() expiresAt?: Date;
}
