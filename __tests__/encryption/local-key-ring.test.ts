import { inspect } from 'node:util';
import { ConfigurationError } from 'annotable';
import { localKeyRing } from 'annotable/encryption';

const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const keys = { k1: key(1), k2: key(2) };

describe('localKeyRing', () => {
  test('encrypts with the current key and decrypts with all', async () => {
    const ring = localKeyRing({ current: 'k2', keys });
    expect(ring.currentId).toBe('k2');
    expect(ring.encryptionKey()).toEqual({ id: 'k2', key: key(2) });
    expect(ring.decryptionKey('k1', undefined)).toEqual(key(1));
    expect(ring.decryptionKey('k3', undefined)).toBeUndefined();
    expect(ring.searchKey).toBeUndefined();
    expect(localKeyRing({ current: 'k2', keys, searchKey: key(3) }).searchKey?.()).toEqual(key(3));
  });

  test('keeps its keys if the given arrays change', () => {
    const given = { k1: key(1) };
    const ring = localKeyRing({ current: 'k1', keys: given });
    given.k1.fill(9);
    expect(ring.decryptionKey('k1', undefined)).toEqual(key(1));
  });

  test('prints no key', () => {
    const ring = localKeyRing({ current: 'k1', keys: { k1: key(171) }, searchKey: key(171) });
    expect(inspect(ring, { depth: 9, showHidden: true }) + JSON.stringify(ring)).not.toMatch(/171|ab/i);
  });

  const refused: [string, object, string][] = [
    [
      'a short key',
      { current: 'k1', keys: { k1: new Uint8Array(16) } },
      "the key 'k1' must be a Uint8Array of 32 random bytes, not 16 bytes",
    ],
    [
      'a key as text',
      { current: 'k1', keys: { k1: 'secret' } },
      "the key 'k1' must be a Uint8Array of 32 random bytes, not a string",
    ],
    ['an unknown current key', { current: 'k3', keys }, "current is 'k3', which is none of its keys"],
    ['an inherited current key', { current: 'toString', keys }, "current is 'toString', which is none of its keys"],
    ['an empty id', { current: '', keys: { '': key(1) } }, "the id '' must have 1 to 255 bytes"],
    ['no keys', { current: 'k1' }, 'keys must be an object of ids and keys, not undefined'],
    [
      'a short search key',
      { current: 'k1', keys, searchKey: new Uint8Array(1) },
      'searchKey must be a Uint8Array of 32 random bytes, not 1 bytes',
    ],
    ['an unknown option', { current: 'k1', keys, old: 1 }, "localKeyRing() has no option 'old'"],
  ];
  test.each(refused)('refuses %s', (_, options, message) => {
    expect(() => localKeyRing(options as never)).toThrow(ConfigurationError);
    expect(() => localKeyRing(options as never)).toThrow(message);
    expect(() => localKeyRing(options as never)).not.toThrow('secret');
  });
});
