import { randomBytes } from 'node:crypto';
import { ConditionFailedError, ConfigurationError, type Linker, type LinkerOptions, ValidationError } from 'annotable';
import { type ContractNeed, linkerContract } from 'annotable/testing';

type TestWith = (needs: readonly ContractNeed[], title: string, body: () => Promise<void>) => void;

/** The subject of the contract tests. */
export interface ContractSubject {
  /** Declares a test that requires features of the engine. */
  readonly testWith?: TestWith;
  /** Most bytes of an id, if they depend neither on the id nor on the namespace. */
  readonly maxIdBytes?: number;
  /** Creates a linker with a separate store. */
  readonly make: (options: LinkerOptions) => Linker;
}

/** Returns a text of about this length that can't be compressed. */
export const noise = (bytes: number): string => randomBytes(Math.ceil((bytes * 3) / 4)).toString('base64');

const testAlways: TestWith = (_, title, body) => test(title, body);

/** Declares the tests of the public contract of `Linker`, and those of our messages and times, for any store. */
export function declareContract({ testWith = testAlways, maxIdBytes, make }: ContractSubject): void {
  for (const { name, needs, run } of linkerContract(make, { maxIdBytes })) testWith(needs, name, run);

  const linkers: Linker[] = [];
  const fresh = (options: LinkerOptions = {}): Linker => {
    const linker = make({ allowMultipleInstances: true, ...options });
    linkers.push(linker);
    return linker;
  };
  let warned: jest.SpyInstance;
  beforeEach(() => {
    warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  });
  afterEach(async () => {
    warned.mockRestore();
    for (const linker of linkers.splice(0)) await linker.dropTable().catch(() => undefined);
  });

  testWith([], 'a warning is also one of the process', async () => {
    await fresh().getJson('missing');
    expect(warned).toHaveBeenCalledWith(expect.stringContaining('no document under "missing"'), 'NoIdWarning');
  });

  testWith([], 'messages about ids and documents name the place and the fault', async () => {
    const linker = fresh();
    const refused = async (ids: unknown, documents: unknown, message: string | RegExp): Promise<void> => {
      const error = await linker.putJson(ids as string[], documents as object[]).catch((caught) => caught);
      expect(error).toBeInstanceOf(ValidationError);
      expect(error.message).toMatch(message);
    };
    await refused(['a', 'b'], [1], 'there are 2 ids and 1 documents');
    await refused(['a', 'b'], 1, 'documents must be an array, as the ids are');
    await refused(['a'], { x: 1 }, 'documents must be an array, as the ids are');
    await refused(['a', ''], [1, 2], 'ids[1] is empty');
    await refused('x'.repeat(2_049), 1, /the id has 2049 bytes of at most/);
    await refused('a\ud800b\udfff', 1, /lone surrogate/);
    await refused(7, 1, /must be a string, not number/);
    await refused(['a', 'b'], [1, { scores: [1, { best: Number.NaN }] }], 'documents[1].scores[1].best is NaN');
    await refused('a', { 'odd name': () => 1 }, 'document["odd name"] is a function');
    await refused('a', [1n], 'document[0] is a bigint');
    await refused('a', { bytes: new Uint8Array(2) }, 'document.bytes is a Uint8Array, which JSON has not');
    await refused('a', [new Float64Array(2)], 'document[0] is a Float64Array, which JSON has not');
    await refused('a', { cause: new TypeError('x') }, 'document.cause is an Error, which JSON has not');
    const cycle: Record<string, unknown> = {};
    cycle['self'] = [cycle];
    await refused('a', cycle, 'document.self[0] contains itself');
    await refused('a', undefined, 'document is undefined');
    expect(await linker.has('a')).toBe(false);
    await expect(linker.getJson('')).rejects.toThrow(ValidationError);
    await expect(linker.replaceIf('a', 1, undefined as never)).rejects.toThrow(/revision must be a string/);
    expect(await linker.has('a')).toBe(false);
  });

  testWith([], 'messages about long ids and namespaces name the limit', async () => {
    const linker = fresh();
    const limit = maxIdBytes ?? 2_048;
    const message = `the id has ${limit + 1} bytes of at most ${limit}`;
    await expect(linker.putJson('x'.repeat(limit + 1), 1)).rejects.toThrow(message);
    const refused = (name: unknown, message: RegExp): void => {
      expect(() => linker.namespace(name as string)).toThrow(ConfigurationError);
      expect(() => linker.namespace(name as string)).toThrow(message);
    };
    refused('x'.repeat(501), /the namespace has 501 bytes of at most 500/);
    refused('#'.repeat(167), /the namespace has 501 bytes of at most 500/);
    refused('a\ud800', /the namespace holds half a character/);
    refused(undefined, /the namespace must be a string, not undefined/);
    refused(7, /the namespace must be a string, not number/);
    expect(() => fresh({ namespace: '\udfff' })).toThrow(ConfigurationError);
    expect(() => fresh({ namespace: null as never })).toThrow(/must be a string, not null/);
  });

  testWith([], 'messages about an expiry name the cure', async () => {
    const linker = fresh();
    await expect(linker.putJson('a', 1, { ttlSeconds: 0 })).rejects.toThrow(/ttlSeconds must be a number of seconds/);
    await expect(linker.putJson('a', 1, { ttlSeconds: 1e300 })).rejects.toThrow(/that ends at a date/);
    await expect(linker.putJson('a', 1, { ttlSeconds: 1, expiresAt: new Date() })).rejects.toThrow(/pass one of them/);
  });

  testWith([], 'update throws ConditionFailedError after 30 seconds of conflicts', async () => {
    const linker = fresh();
    const started = performance.now();
    const clock = jest.spyOn(performance, 'now');
    let attempts = 0;
    const overtaken = linker.update('a', async () => {
      attempts++;
      if (attempts === 3) clock.mockReturnValue(started + 60_000);
      await linker.putJson('a', 0);
      return 1;
    });
    await expect(overtaken).rejects.toThrow(ConditionFailedError);
    await expect(overtaken).rejects.toThrow('changed the document after each read, for 30000 ms; try again');
    clock.mockRestore();
    expect(attempts).toBe(3);
    expect(await linker.getJson('a')).toBe(0);
  });
}
