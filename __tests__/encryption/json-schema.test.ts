import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Attribute, jsonSchemaOf, PartitionKey, Table } from 'annotable';
import { Encrypted } from 'annotable/encryption';
import { storedText } from '../../lib/transfer/stored-text.ts';
import { onEveryEngine } from '../support/engines.ts';
import { patientModel, ringOf, userModel } from './models.ts';

const bytes = { type: 'string', contentEncoding: 'base64' };
const sealed = { type: 'object', properties: { B: bytes }, required: ['B'], additionalProperties: false };

describe('the JSON Schema of an encrypted attribute', () => {
  test('describes the ciphertext and the hash that are stored', () => {
    const { User } = userModel('users');
    expect(jsonSchemaOf(User, 'stored')).toMatchObject({
      properties: { email: sealed, 'email#hash': sealed, tel: sealed, 'tel#hash': sealed },
      required: ['id', 'email', 'version'],
    });
  });

  test('describes a plain value too, if the class accepts it', () => {
    @Table('notes')
    class Note {
      @PartitionKey() @Attribute(Number) id!: number;
      @Encrypted({ keyRing: ringOf(), allowPlain: true }) @Attribute(String) text!: string;
    }
    const text = {
      type: 'object',
      properties: { S: { type: 'string' } },
      required: ['S'],
      additionalProperties: false,
    };
    expect(jsonSchemaOf(Note, 'stored')).toMatchObject({ properties: { text: { anyOf: [sealed, text] } } });
  });

  test('describes the value in the JSON of toJson and fromJson', () => {
    const { Patient } = patientModel('patients');
    expect(jsonSchemaOf(Patient, 'input')).toMatchObject({ properties: { diagnosis: { type: 'string' } } });
    expect(jsonSchemaOf(Patient, 'output')).toMatchObject({ properties: { diagnosis: { type: 'string' } } });
  });
});

onEveryEngine('the JSON Schema of a stored item', (engine) => {
  engine.testWith('transactions', 'accepts what a class with encrypted attributes stores', async () => {
    const { User, users } = userModel(engine.uniqueTable('users'));
    const repository = users(engine.client);
    await repository.table.create();
    await repository.put({ id: 1, email: 'a@b.c', phone: '1' });
    const TableName = repository.schema.table.name;
    const { Item = {} } = await engine.client.send(new GetItemCommand({ TableName, Key: { id: { N: '1' } } }));
    await repository.table.drop();
    const ajv = new Ajv2020({ strict: true });
    addFormats.default(ajv);
    const validate = ajv.compile(jsonSchemaOf(User, 'stored'));
    expect([validate(JSON.parse(storedText(Item)).Item), validate.errors]).toEqual([true, null]);
    expect(validate({ ...JSON.parse(storedText(Item)).Item, email: { S: 'a@b.c' } })).toBe(false);
  });
});
