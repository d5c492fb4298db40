import { randomBytes } from 'node:crypto';
import { GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { backfill } from '../../lib/backfill/index.ts';
import { Encrypted, kmsKeyRing } from '../../lib/encryption/index.ts';
import {
  Attribute,
  BaseRepository,
  ConfigurationError,
  Index,
  PartitionKey,
  Repository,
  Table,
  writeTransaction,
} from '../../lib/index.ts';
import { startLocal } from '../../lib/local/index.ts';
import { iamPolicy, type PolicyMethod } from '../../lib/templates/index.ts';

const keyArn = (id: string): string => `arn:aws:kms:eu-west-3:123456789012:key/${id}`;
const kmsKeys = { key: keyArn('new'), oldKeys: [keyArn('old')], searchKey: keyArn('search') };

/** A KMS that wraps a data key as itself, and records its calls. */
class OpenKms {
  readonly calls = new Set<string>();

  get client(): KMSClient {
    return { send: (command: object) => this.#send(command) } as never;
  }

  async #send(command: object): Promise<object> {
    const { input } = command as { readonly input: { readonly KeyId: string; readonly CiphertextBlob?: Uint8Array } };
    const isNew = command instanceof GenerateDataKeyCommand;
    this.calls.add(`${isNew ? 'kms:GenerateDataKey' : 'kms:Decrypt'} ${input.KeyId}`);
    const key = isNew ? randomBytes(32) : Buffer.from(input.CiphertextBlob ?? []);
    return { Plaintext: new Uint8Array(key), CiphertextBlob: new Uint8Array(key) };
  }
}

/** The bytes of the search key, which never change. */
const wrapped = new Uint8Array(32).fill(7);

/** Patients of a program that has just begun, so that no key is in its memory. */
function patientsOf(kms: OpenKms, keyId: string) {
  const keyRing = kmsKeyRing({
    client: kms.client,
    keyId,
    oldKeyIds: [keyArn('old')],
    searchKey: { keyId: keyArn('search'), wrapped },
  });

  @Table('patients')
  @PartitionKey('id')
  @Index('byInsurance', { partitionKey: 'insurance' })
  class Patient {
    @Attribute(Number) id!: number;
    @Encrypted({ keyRing }) @Attribute(String) diagnosis!: string;
    @Encrypted({ keyRing, searchable: true }) @Attribute(String) insurance!: string;
  }

  @Repository(Patient)
  class Patients extends BaseRepository<Patient, 'id'> {}
  return Patients;
}

type Patients = InstanceType<ReturnType<typeof patientsOf>>;

const item = (id: number) => ({ id, diagnosis: 'x', insurance: `A-${id}` });
const condition = (id: number) => ({ if: { insurance: `A-${id}` } });

/** Calls of each method on a stored item. All keys that a method can need are used by one of its calls. */
const calls: readonly (readonly [PolicyMethod, (patients: Patients, id: number) => Promise<unknown>])[] = [
  ['get', (patients, id) => patients.get(id)],
  ['exists', (patients, id) => patients.exists(id)],
  ['getMany', (patients, id) => patients.getMany([id])],
  ['query', (patients, id) => patients.query({ insurance: `A-${id}` }, { index: 'byInsurance' }).all()],
  ['scan', (patients, id) => patients.scan({ filter: { insurance: `A-${id}` } }).all()],
  ['create', (patients, id) => patients.create(item(id)).catch(() => undefined)],
  ['put', (patients, id) => patients.put({ ...item(id), insurance: 'B' }, condition(0)).catch(() => undefined)],
  ['update', (patients, id) => patients.update(id, { insurance: `A-${id}` }, condition(id))],
  ['upsert', (patients, id) => patients.upsert(id, { insurance: `A-${id}` }, condition(id))],
  ['delete', (patients, id) => patients.delete(id, condition(id))],
  ['deleteIfExists', (patients, id) => patients.deleteIfExists(id, condition(id))],
  ['putMany', (patients, id) => patients.putMany([item(id)])],
  ['deleteMany', (patients, id) => patients.deleteMany([id])],
  ['deletePartition', (patients, id) => patients.deletePartition({ id })],
  ['check', (patients, id) => transaction(patients, id)],
  ['backfill', (patients) => backfill(patients)],
];

const transaction = (patients: Patients, id: number): Promise<unknown> =>
  writeTransaction()
    .check(patients, id, { insurance: 'other' })
    .commit()
    .catch(() => undefined);

describe('the policy of encrypted attributes', () => {
  let engine: Awaited<ReturnType<typeof startLocal>>;
  beforeAll(async () => {
    engine = await startLocal({ engine: 'dynoxide' });
    await new (patientsOf(new OpenKms(), keyArn('new')))(engine.client).table.ensure();
  });
  afterAll(() => engine.stop());

  let ids = 0;
  test.each(calls)('allows %s the keys that it uses, and no others', async (method, call) => {
    const used = new Set<string>();
    let model: Patients | undefined;
    for (const keyId of ['new', 'old']) {
      const id = ++ids;
      await new (patientsOf(new OpenKms(), keyArn(keyId)))(engine.client).put(item(id));
      const kms = new OpenKms();
      model = new (patientsOf(kms, keyArn('new')))(engine.client);
      await call(model, id);
      for (const each of kms.calls) used.add(each);
    }
    const { Statement } = iamPolicy(model as Patients, { operations: [method], kmsKeys });
    const allowed = Statement.flatMap(({ Action, Resource }) =>
      Resource.flatMap((resource) => Action.map((action) => `${action} ${resource}`)),
    ).filter((permission) => permission.startsWith('kms:'));
    expect(allowed.sort()).toEqual([...used].sort());
  });

  test('has the encryption context as its condition', () => {
    const Patients = patientsOf(new OpenKms(), keyArn('new'));
    const encryptionContext = { application: 'clinic' };
    const { Statement } = iamPolicy(Patients, { operations: ['get'], kmsKeys: { ...kmsKeys, encryptionContext } });
    expect(Statement.at(-1)).toEqual({
      Effect: 'Allow',
      Action: ['kms:Decrypt'],
      Resource: [keyArn('new'), keyArn('old')],
      Condition: { StringEquals: { 'kms:EncryptionContext:application': 'clinic' } },
    });
  });

  test('is part of no policy without kmsKeys, and of none of another class', () => {
    const Patients = patientsOf(new OpenKms(), keyArn('new'));
    expect(
      iamPolicy(Patients, { operations: ['all'] })
        .Statement.flatMap(({ Action }) => Action)
        .join(),
    ).not.toMatch('kms:');
    const ofOthers = iamPolicy(Note, { operations: ['put'], kmsKeys }).Statement.flatMap(({ Resource }) => Resource);
    expect(ofOthers).not.toContain(kmsKeys.key);
  });

  test.each([
    [{ key: 'alias/patients' }, 'kmsKeys must be an object'],
    [{ key: keyArn('new'), old: [] }, 'kmsKeys must be an object'],
    [{}, 'kmsKeys has no key; add key, the ARN of keyId'],
    [{ key: keyArn('new') }, 'Patient has searchable attributes; add searchKey to kmsKeys'],
  ])('refuses %j', (keys, message) => {
    const call = () =>
      iamPolicy(patientsOf(new OpenKms(), 'x'), { operations: ['get', 'query'], kmsKeys: keys as never });
    expect(call).toThrow(ConfigurationError);
    expect(call).toThrow(message);
  });
});

@Table('notes', { encryption: { kmsKey: keyArn('table') } })
@PartitionKey('id')
class Note {
  @Attribute(Number) id!: number;
}

describe('the policy of a table with a key of its own', () => {
  const keysOf = (operations: readonly PolicyMethod[], place = {}) =>
    iamPolicy(Note, { operations, ...place }).Statement.filter(({ Resource }) => Resource[0] === keyArn('table'));
  const via = (service: string) => ({ StringLike: { 'kms:ViaService': service } });

  test('allows DynamoDB to decrypt for callers of items', () => {
    expect(keysOf(['get'], { region: 'eu-west-3' })).toEqual([
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt'],
        Resource: [keyArn('table')],
        Condition: via('dynamodb.eu-west-3.amazonaws.com'),
      },
    ]);
  });

  test('allows DynamoDB what it needs for a caller who sets the key', () => {
    expect(keysOf(['table.ensure'], { partition: 'aws-cn' })).toEqual([
      {
        Effect: 'Allow',
        Action: ['CreateGrant', 'Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey*', 'ReEncrypt*'].map(
          (action) => `kms:${action}`,
        ),
        Resource: [keyArn('table')],
        Condition: via('dynamodb.*.amazonaws.com.cn'),
      },
    ]);
  });

  test('allows nothing for callers who only describe the table', () => {
    expect(keysOf(['table.plan', 'table.exists'])).toEqual([]);
  });
});
