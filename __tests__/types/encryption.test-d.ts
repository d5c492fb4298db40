/** The subpath `annotable/encryption`: what the compiler accepts and refuses. */
import { KMSClient } from '@aws-sdk/client-kms';
import { Attribute, PartitionKey, Table } from 'annotable';
import { Encrypted, encrypted, type KeyRing, kmsKeyRing, localKeyRing } from 'annotable/encryption';

const key = new Uint8Array(32);
const keyRing = localKeyRing({ current: 'k1', keys: { k1: key } });
kmsKeyRing({ client: new KMSClient({}), keyId: 'alias/a', oldKeyIds: ['alias/b'] });

const own: KeyRing = {
  currentId: 'k',
  encryptionKey: async () => ({ id: 'k', key, wrapped: key }),
  decryptionKey: (id) => (id === 'k' ? key : undefined),
};

@Table('patients')
export class Patient {
  @PartitionKey() @Attribute(String) id!: string;
  @Encrypted({ keyRing }) @Attribute(String) diagnosis!: string;
  @Encrypted({ keyRing: own, searchable: true, context: { a: 'b' } })
  @Attribute(Number, { optional: true })
  age?: number;
  // @ts-expect-error: a static property is not stored
  @Encrypted({ keyRing }) static shared: string;
}

// @ts-expect-error: it stands on a property
@Encrypted({ keyRing })
export class Other {}

// @ts-expect-error: it needs a key ring
Encrypted({});
// @ts-expect-error: a context has texts
encrypted({ keyRing, context: { a: 1 } });
// @ts-expect-error: keys are bytes
localKeyRing({ current: 'k1', keys: { k1: 'text' } });
// @ts-expect-error: it needs a client
kmsKeyRing({ keyId: 'alias/a' });
