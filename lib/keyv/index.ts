/**
 * Storage adapter of Keyv that stores its values in a linker: the subpath `annotable/keyv`.
 *
 * @module annotable/keyv
 */
export { KeyvLinker } from './keyv-linker.ts';
