import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import {
  BaseRepository,
  ConfigurationError,
  DynamoLinker,
  JsonLinker,
  type Linker,
  linkerFromEnvironment,
  MemoryLinker,
  SingletonError,
  schemaOf,
} from 'annotable';

const file = path.join(tmpdir(), `annotable-${process.pid}.json`);
const names = ['LINKER_TYPE', 'AWS_REGION', 'DYNAMODB_TABLE_NAME', 'JSON_LINKER_PATH'] as const;
const before = names.map((name) => process.env[name]);
const linkers: Linker[] = [];
const holding = <T extends Linker>(linker: T): T => {
  linkers.push(linker);
  return linker;
};

beforeEach(() => {
  for (const name of names) delete process.env[name];
});
afterEach(async () => {
  for (const linker of linkers.splice(0)) await linker.close();
});
afterAll(() => {
  for (const [index, name] of names.entries()) if (before[index] !== undefined) process.env[name] = before[index];
  rmSync(file, { force: true });
});

describe('the linker of a process', () => {
  test('is the only one, of any kind, until it is closed', async () => {
    const linker = holding(new MemoryLinker());
    expect(() => new MemoryLinker()).toThrow(SingletonError);
    expect(() => new DynamoLinker()).toThrow(
      /holds a MemoryLinker already, so it makes no DynamoLinker: use that one, close/,
    );
    expect(() => new JsonLinker(file)).toThrow(SingletonError);
    new MemoryLinker({ allowMultipleInstances: true });
    expect(MemoryLinker.fromEnvironment()).toBe(linker);
    await linker.close();
    expect(holding(new DynamoLinker(undefined, { tableName: 'links' }))).toBeInstanceOf(BaseRepository);
  });

  test('has the table of its option, or else of the environment', async () => {
    for (const blank of [undefined, '', '  ']) {
      if (blank !== undefined) process.env['DYNAMODB_TABLE_NAME'] = blank;
      expect(() => new DynamoLinker()).toThrow(ConfigurationError);
      expect(() => new DynamoLinker(undefined, { tableName: undefined })).toThrow(
        'the linker has no table: pass { tableName } to DynamoLinker, or set DYNAMODB_TABLE_NAME in the environment',
      );
    }
    expect(() => new DynamoLinker(undefined, { tableName: ' ' })).toThrow(ConfigurationError);
    process.env['DYNAMODB_TABLE_NAME'] = 'documents';
    const linker = holding(new DynamoLinker());
    expect(linker.table.name).toBe('documents');
    await linker.close();
    expect(holding(new DynamoLinker(undefined, { tableName: 'mine' })).table.name).toBe('mine');
  });

  test('is not created if variables are missing, and the error names all of them', () => {
    expect(() => linkerFromEnvironment()).toThrow(
      "LINKER_TYPE is not set; set it to 'dynamodb' (and set AWS_REGION and DYNAMODB_TABLE_NAME), " +
        "'json' (and set JSON_LINKER_PATH) or 'memory'",
    );
    Object.assign(process.env, { LINKER_TYPE: ' ', AWS_REGION: 'eu-west-1', JSON_LINKER_PATH: file });
    expect(() => linkerFromEnvironment()).toThrow(
      "LINKER_TYPE is not set; set it to 'dynamodb' (and set DYNAMODB_TABLE_NAME), 'json' or 'memory'",
    );
    Object.assign(process.env, { AWS_REGION: '', DYNAMODB_TABLE_NAME: ' ' });
    const both = 'AWS_REGION and DYNAMODB_TABLE_NAME are not set; set them to the region and the table of the linker';
    expect(() => DynamoLinker.fromEnvironment()).toThrow(both);
    process.env['LINKER_TYPE'] = 'dynamodb';
    expect(() => linkerFromEnvironment()).toThrow(both);
  });

  test('has the kind and settings of the environment', () => {
    const missing = (name: string): void => {
      expect(() => linkerFromEnvironment()).toThrow(ConfigurationError);
      expect(() => linkerFromEnvironment()).toThrow(`${name} is not set; set it to`);
    };
    missing('LINKER_TYPE');
    process.env['LINKER_TYPE'] = 'redis';
    expect(() => linkerFromEnvironment()).toThrow("LINKER_TYPE is 'redis'; set it to 'dynamodb' (and");
    process.env['LINKER_TYPE'] = 'json';
    missing('JSON_LINKER_PATH');
    expect(() => DynamoLinker.fromEnvironment()).toThrow(/LINKER_TYPE is 'json'/);
    process.env['LINKER_TYPE'] = 'dynamodb';
    const both = 'AWS_REGION and DYNAMODB_TABLE_NAME are not set; set them to the region and the table of the linker';
    expect(() => linkerFromEnvironment()).toThrow(both);
    process.env['AWS_REGION'] = 'eu-west-1';
    missing('DYNAMODB_TABLE_NAME');
    process.env['DYNAMODB_TABLE_NAME'] = 'documents';
    const linker = holding(linkerFromEnvironment());
    expect(linker).toBeInstanceOf(DynamoLinker);
    expect((linker as DynamoLinker).table.name).toBe('documents');
    expect(linkerFromEnvironment()).toBe(linker);
    expect(DynamoLinker.fromEnvironment()).toBe(linker);
    expect(schemaOf((linker as DynamoLinker).schema.model as never).table.name).toBe('links');
  });

  test('is not returned for other options, and the error names them', () => {
    process.env['LINKER_TYPE'] = 'memory';
    const linker = holding(linkerFromEnvironment({ namespace: 'a' }));
    expect(linkerFromEnvironment()).toBe(linker);
    expect(linkerFromEnvironment({ namespace: 'a', strict: false, clock: undefined })).toBe(linker);
    expect(() => linkerFromEnvironment({ namespace: 'b' })).toThrow(ConfigurationError);
    expect(() => MemoryLinker.fromEnvironment({ namespace: 'b', strict: true })).toThrow(
      /holds a MemoryLinker that was created with another namespace and strict: request it without options/,
    );
    const another = linkerFromEnvironment({ namespace: 'b', allowMultipleInstances: true });
    expect(another).toBeInstanceOf(MemoryLinker);
    expect(another).not.toBe(linker);
    expect(linkerFromEnvironment()).toBe(linker);
  });

  test('has the class on which fromEnvironment is called', async () => {
    class OwnMemory extends MemoryLinker {}
    class OwnJson extends JsonLinker {}
    class OwnDynamo extends DynamoLinker {}
    Object.assign(process.env, { JSON_LINKER_PATH: file, AWS_REGION: 'eu-west-1', DYNAMODB_TABLE_NAME: 'documents' });
    for (const own of [
      () => OwnMemory.fromEnvironment() satisfies OwnMemory,
      () => OwnJson.fromEnvironment() satisfies OwnJson,
      () => OwnDynamo.fromEnvironment() satisfies OwnDynamo,
    ]) {
      const linker = holding(own());
      expect(linker.constructor.name).toMatch(/^Own/);
      expect(own()).toBe(linker);
      await linker.close();
    }
    const base = holding(MemoryLinker.fromEnvironment());
    expect(() => OwnMemory.fromEnvironment()).toThrow(/holds a MemoryLinker already, so it makes no OwnMemory/);
    await base.close();
    const own = holding(OwnMemory.fromEnvironment());
    expect(MemoryLinker.fromEnvironment()).toBe(own);
  });

  test('is shared by all copies of the package', async () => {
    const copies: typeof import('annotable')[] = [];
    jest.isolateModules(() => copies.push(require('annotable')));
    const [copy] = copies as [typeof import('annotable')];
    expect(copy.MemoryLinker).not.toBe(MemoryLinker);
    const linker = holding(new MemoryLinker());
    expect(() => new copy.MemoryLinker()).toThrow(/holds a MemoryLinker already/);
    expect(copy.MemoryLinker.fromEnvironment()).toBe(linker);
    await linker.close();
    await new copy.MemoryLinker().close();
  });

  test('can be a JsonLinker', () => {
    process.env['LINKER_TYPE'] = 'json';
    process.env['JSON_LINKER_PATH'] = file;
    expect(holding(linkerFromEnvironment())).toBeInstanceOf(JsonLinker);
  });

  test('rejects connectionCheck with the reason if its file is damaged', async () => {
    writeFileSync(file, 'no JSON');
    const linker = holding(new JsonLinker(file));
    await expect(linker.connectionCheck()).rejects.toThrow(/can't be used: .* holds no documents of a linker/);
    await expect(linker.putJson('a', 1)).rejects.toThrow(ConfigurationError);
    writeFileSync(file, '{"format":"annotable-links/1","documents":[["","a",{"revision":"r"},{"b":1}]]}');
    expect(await linker.connectionCheck()).toBe(true);
    expect(await linker.getJson('a')).toEqual({ b: 1 });
  });

  test('throws an error without the content of a damaged file', async () => {
    writeFileSync(file, '{"format":"annotable-links/1","documents":[secret');
    const linker = holding(new JsonLinker(file));
    const error = await linker.getJson('a').catch((caught) => caught);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain('holds no documents of a linker: it is not JSON');
    expect(inspect(error, { depth: 10 })).not.toContain('[secret');
    expect(`${error.cause?.message} ${error.cause?.cause?.message}`).not.toContain('secret');
  });

  test('rejects unknown and wrong options', async () => {
    const make = (options: object) => [
      () => new MemoryLinker(options),
      () => new JsonLinker(file, options),
      () => new DynamoLinker(undefined, { tableName: 'links', ...options }),
    ];
    for (const wrong of [{ namspace: 'a' }, { strict: 'yes' }, { onWarning: 5 }, { allowMultipleInstances: 1 }])
      for (const each of make(wrong)) expect(each).toThrow(ConfigurationError);
    for (const wrong of [5, '', undefined]) expect(() => new JsonLinker(wrong as never)).toThrow(ConfigurationError);
    const linker = holding(new MemoryLinker());
    const calls: ((options: never) => unknown)[] = [
      (options) => linker.connectionCheck(options),
      (options) => linker.putJson('a', 1, options),
      (options) => linker.putIfAbsent('a', 1, options),
      (options) => linker.replaceIf('a', 1, 'r', options),
      (options) => linker.update('a', () => 1, options),
      (options) => linker.getJson('a', options),
      (options) => linker.getMap(['a'], options),
      (options) => linker.getEntry('a', options),
      (options) => linker.has('a', options),
      (options) => linker.deleteJson('a', options),
      (options) => linker.keys(options).next(),
      (options) => linker.entries(options).next(),
      (options) => linker.flushDb(options),
      (options) => linker.sweep(options),
      (options) => linker.dropTable(options),
    ];
    for (const call of calls)
      for (const wrong of [{ tiemoutMs: 5 }, { timeoutMs: '5s' }, { signal: {} }, null])
        await expect((async () => call(wrong as never))()).rejects.toThrow(ConfigurationError);
    await expect(linker.update('a', 5 as never)).rejects.toThrow(/update\(\) takes a function/);
    await expect(linker.getMap('a' as never)).rejects.toThrow(/ids must be an array/);
  });

  test('rejects connectionCheck with the reason if its table is not reachable', async () => {
    const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const client = new DynamoDBClient({ endpoint: 'http://127.0.0.1:9', region: 'local', credentials, maxAttempts: 1 });
    const linker = holding(new DynamoLinker(client, { tableName: 'links' }));
    await expect(linker.connectionCheck()).rejects.toThrow(/links can't be used: .*ECONNREFUSED/);
  });
});
