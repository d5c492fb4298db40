import { ConfigurationError } from '../errors/configuration-error.ts';
import { filledText, flag, kind, optionRules } from '../errors/option-rules.ts';
import { isPlainObject } from '../values/collections.ts';
import type { EncryptionContext } from './bound-context.ts';
import type { KeyRing } from './key-ring.ts';

/** The options of `@Encrypted`. */
export interface EncryptedOptions {
  /** The keys: `localKeyRing(…)`, `kmsKeyRing(…)`, or your own. */
  readonly keyRing: KeyRing;
  /** Texts that the value is bound to: it can only be decrypted with the same ones. Default: none. */
  readonly context?: EncryptionContext | undefined;
  /**
   * True to store a hash beside the value, so that conditions, indexes, and `@Unique` find equal values. The hash shows
   * which items have equal values. Default: false.
   */
  readonly searchable?: boolean | undefined;
  /**
   * The logical name of the table, which the value is bound to. Default: the name in `@Table`. The option `tableName` of
   * a repository doesn't change it.
   */
  readonly table?: string | undefined;
  /**
   * True while items from before the encryption are stored: reads accept plain values, and `backfill` encrypts them.
   * Default: false, because somebody who can write to the table could replace a value by a plain one.
   */
  readonly allowPlain?: boolean | undefined;
}

const keyRing = kind('must be a key ring, such as localKeyRing(…)', (value) => {
  const { currentId, encryptionKey, decryptionKey } = (value ?? {}) as Record<string, unknown>;
  return typeof currentId === 'string' && typeof encryptionKey === 'function' && typeof decryptionKey === 'function';
});
const context = kind(
  'must be an object of texts',
  (value) => isPlainObject(value) && Object.values(value).every((text) => typeof text === 'string'),
);

const checkKinds = optionRules<EncryptedOptions>({
  keyRing,
  context,
  searchable: flag,
  table: filledText,
  allowPlain: flag,
});

/** @throws ConfigurationError `configuration.invalid` if an option is unknown or invalid */
export function checkOptions(options: EncryptedOptions): void {
  checkKinds(options, '@Encrypted', 'constructor');
  if (options.keyRing === undefined)
    throw new ConfigurationError('@Encrypted: it needs a key ring; write @Encrypted({ keyRing })');
}
