import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { ConfigurationError } from 'annotable';
import { type KmsKeyRingOptions, kmsKeyRing } from 'annotable/encryption';
import { onEveryEngine } from '../support/engines.ts';
import { patientModel, userModel } from './models.ts';

/** A KMS in memory. It encrypts data keys by AES-GCM, bound to the encryption context, and refuses like KMS. */
class FakeKms {
  readonly calls: object[] = [];
  readonly #keys = new Map<string, Buffer>();
  failing: Error | undefined;

  get client(): KMSClient {
    return { send: (command: object) => this.#send(command) } as never;
  }

  #key(id: string): Buffer {
    const key = this.#keys.get(id) ?? randomBytes(32);
    this.#keys.set(id, key);
    return key;
  }

  wrap(id: string, plain: Uint8Array, context: object = {}): Uint8Array {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key(id), iv);
    cipher.setAAD(Buffer.from(JSON.stringify(context)));
    return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  async #send(command: object): Promise<object> {
    await undefined;
    const { input } = command as { input: { KeyId: string; CiphertextBlob?: Uint8Array; EncryptionContext?: object } };
    this.calls.push(input);
    if (this.failing !== undefined) throw this.failing;
    const { KeyId, CiphertextBlob, EncryptionContext } = input;
    if (command instanceof GenerateDataKeyCommand) {
      const Plaintext = Uint8Array.from(randomBytes(32));
      return { KeyId, Plaintext, CiphertextBlob: this.wrap(KeyId, Plaintext, EncryptionContext) };
    }
    expect(command).toBeInstanceOf(DecryptCommand);
    const blob = Buffer.from(CiphertextBlob as Uint8Array);
    const decipher = createDecipheriv('aes-256-gcm', this.#key(KeyId), blob.subarray(0, 12));
    decipher.setAAD(Buffer.from(JSON.stringify(EncryptionContext ?? {})));
    decipher.setAuthTag(blob.subarray(-16));
    try {
      return {
        KeyId,
        Plaintext: Uint8Array.from(Buffer.concat([decipher.update(blob.subarray(12, -16)), decipher.final()])),
      };
    } catch {
      throw Object.assign(new Error('refused'), { name: 'InvalidCiphertextException' });
    }
  }
}

const ringOf = (kms: FakeKms, options: Partial<KmsKeyRingOptions> = {}) =>
  kmsKeyRing({ client: kms.client, keyId: 'alias/a', ...options });

describe('kmsKeyRing', () => {
  afterEach(() => jest.useRealTimers());

  test('creates one data key for all values of a period', async () => {
    jest.useFakeTimers({ now: 0, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const kms = new FakeKms();
    const ring = ringOf(kms, { maxAgeSeconds: 60, encryptionContext: { app: 'x' } });
    const keys = await Promise.all([ring.encryptionKey(), ring.encryptionKey()]);
    expect(keys[0]).toEqual(keys[1]);
    expect(kms.calls).toEqual([{ KeyId: 'alias/a', KeySpec: 'AES_256', EncryptionContext: { app: 'x' } }]);
    jest.setSystemTime(60_000);
    expect((await ring.encryptionKey()).key).not.toEqual(keys[0]?.key);
    expect(kms.calls.length).toBe(2);
  });

  test('creates the next data key after maxUses values', async () => {
    const kms = new FakeKms();
    const ring = ringOf(kms, { maxUses: 3 });
    for (let use = 0; use < 7; use++) await ring.encryptionKey();
    expect(kms.calls.length).toBe(3);
  });

  test('decrypts a data key once for all callers, and again after its period', async () => {
    jest.useFakeTimers({ now: 0, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const kms = new FakeKms();
    const { key, wrapped } = await ringOf(kms).encryptionKey();
    const ring = ringOf(kms, { maxAgeSeconds: 60 });
    const decrypt = () => ring.decryptionKey('alias/a', wrapped);
    expect(await Promise.all([decrypt(), decrypt(), decrypt()])).toEqual([key, key, key]);
    expect(await decrypt()).toEqual(key);
    expect(kms.calls.length).toBe(2);
    jest.setSystemTime(60_000);
    await decrypt();
    expect(kms.calls.length).toBe(3);
  });

  test('keeps 1,000 data keys, and forgets the one that was used least recently', async () => {
    const kms = new FakeKms();
    const ring = ringOf(kms, { maxUses: 1 });
    const wrapped = await Promise.all(Array.from({ length: 1_001 }, async () => (await ring.encryptionKey()).wrapped));
    const decrypt = async (index: number): Promise<number> => {
      const before = kms.calls.length;
      await ring.decryptionKey('alias/a', wrapped[index]);
      return kms.calls.length - before;
    };
    for (let index = 0; index < 1_000; index++) expect(await decrypt(index)).toBe(1);
    expect([await decrypt(0), await decrypt(1_000), await decrypt(0), await decrypt(1)]).toEqual([0, 1, 0, 1]);
  });

  test('asks KMS for no key id that it does not trust', async () => {
    const kms = new FakeKms();
    const wrapped = kms.wrap('alias/evil', randomBytes(32));
    const ring = ringOf(kms, { oldKeyIds: ['alias/old'] });
    expect(await ring.decryptionKey('alias/evil', wrapped)).toBeUndefined();
    expect(await ring.decryptionKey('alias/a', undefined)).toBeUndefined();
    expect(kms.calls).toEqual([]);
    expect(await ring.decryptionKey('alias/a', wrapped)).toBeUndefined();
    const old = randomBytes(32);
    expect(await ring.decryptionKey('alias/old', kms.wrap('alias/old', old))).toEqual(Uint8Array.from(old));
  });

  test('passes an error of KMS on, and calls it again the next time', async () => {
    const kms = new FakeKms();
    const ring = ringOf(kms);
    const { wrapped } = await ringOf(kms).encryptionKey();
    kms.failing = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    await expect(ring.encryptionKey()).rejects.toThrow('slow down');
    await expect(ring.decryptionKey('alias/a', wrapped)).rejects.toThrow('slow down');
    kms.failing = undefined;
    expect((await ring.encryptionKey()).key.length).toBe(32);
    expect((await ring.decryptionKey('alias/a', wrapped))?.length).toBe(32);
  });

  test.each<[string, object, string]>([
    ['no client', { keyId: 'k' }, 'it needs a client and the keyId'],
    ['no key', { client: new FakeKms().client }, 'it needs a client and the keyId'],
    ['another client', { client: {}, keyId: 'k' }, 'client must be a KMSClient'],
    [
      '0 seconds',
      { client: new FakeKms().client, keyId: 'k', maxAgeSeconds: 0 },
      'maxAgeSeconds must be a number above 0',
    ],
    ['half a use', { client: new FakeKms().client, keyId: 'k', maxUses: 0.5 }, 'maxUses must be a whole number'],
  ])('refuses %s', (_, options, message) => {
    expect(() => kmsKeyRing(options as never)).toThrow(ConfigurationError);
    expect(() => kmsKeyRing(options as never)).toThrow(message);
  });
});

onEveryEngine('a class with kmsKeyRing', (engine) => {
  engine.test('reads what it wrote, with one call for many values', async () => {
    const kms = new FakeKms();
    const table = engine.uniqueTable('kms');
    const writer = patientModel(table, { keyRing: ringOf(kms) }).patients(engine.client);
    await writer.table.create();
    const items = Array.from({ length: 20 }, (_, id) => ({
      clinic: 'c',
      id,
      diagnosis: `d${id}`,
      comment: 'x',
      insured: true,
    }));
    await writer.putMany(items);
    expect(kms.calls.length).toBe(1);
    const rotated = ringOf(kms, { keyId: 'alias/b', oldKeyIds: ['alias/a'] });
    const reader = patientModel(table, { keyRing: rotated }).patients(engine.client);
    expect(await reader.query({ clinic: 'c' }).all()).toEqual(items);
    expect(kms.calls.length).toBe(2);
    const without = patientModel(table, { keyRing: ringOf(kms, { keyId: 'alias/b' }) }).patients(engine.client);
    await expect(without.query({ clinic: 'c' }).all()).rejects.toThrow("is encrypted with the key 'alias/a'");
    await writer.table.drop();
  });

  engine.testWith('transactions', 'finds equal values by an encrypted search key', async () => {
    const kms = new FakeKms();
    const searchKey = { keyId: 'alias/a', wrapped: kms.wrap('alias/a', randomBytes(32)) };
    const table = engine.uniqueTable('kms-users');
    const writer = userModel(table, { keyRing: ringOf(kms, { searchKey }) }).users(engine.client);
    await writer.table.create();
    await writer.create({ id: 1, email: 'a@example.com', phone: '+1' });
    const reader = userModel(table, { keyRing: ringOf(kms, { searchKey }) }).users(engine.client);
    expect(await reader.query({ phone: '+1' }, { index: 'byPhone' }).all()).toMatchObject([{ email: 'a@example.com' }]);
    await expect(reader.create({ id: 2, email: 'a@example.com' })).rejects.toMatchObject({
      code: 'condition.notUnique',
    });
    await writer.table.drop();
  });
});
