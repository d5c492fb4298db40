/** The encryption of one attribute, as `@Encrypted` declares it. Its methods return the words of refusals. */
export interface AttributeEncryption {
  /** True if a hash is stored beside the ciphertext, so that equal values can be found. */
  readonly isSearchable: boolean;
  /** True if values from before the encryption are accepted. */
  readonly allowsPlain: boolean;
  /** Returns the reason why a test such as `'gt'` can't be used. Undefined if it can. */
  refusesTest(kind: string): string | undefined;
  /** Returns the reason why a change such as `'increment'` can't be used. Undefined if it can. */
  refusesChange(kind: string): string | undefined;
  /** The reason why no path leads into the value, and it can't be compared with or copied to another attribute. */
  readonly refusesPaths: string;
  /** The reason why a stored value can't be decoded. Undefined if it is not encrypted. */
  refusesStored(value: unknown): string | undefined;
}

/** Returns the stored name of the hash of a searchable attribute. */
export const hashNameOf = ({ name }: { readonly name: string }): string => `${name}#hash`;
