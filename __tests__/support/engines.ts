import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LocalEngineName } from '../../lib/local/index.ts';
import { ENGINE_NAMES, engineVariable, OWN_ENDPOINT } from './engine-environment.ts';

/** Features that some engine lacks. Every engine has all other features. */
export type Capability =
  // whole parts of the API
  | 'transactions'
  | 'timeToLive'
  | 'streams'
  | 'pointInTimeRecovery'
  | 'partiql'
  | 'deletionProtection'
  | 'tagsAtCreation'
  | 'tableClass'
  | 'itemCollectionMetrics'
  | 'indexCapacityUnits'
  | 'indexChangesOnDemand'
  | 'indexCapacityChanges'
  | 'multiAttributeIndexKeys'
  | 'vectorIndexes'
  // correct responses
  | 'itemOnConditionFailure'
  | 'keepsProtoKeys'
  | 'appendPastListEnd'
  | 'removeSeveralListElements'
  | 'deleteEqualNumberFromSet'
  | 'equalNumbersInDocuments'
  | 'transactionalProjection'
  | 'scanInHashOrder'
  | 'streamOnlyChanges'
  | 'timeToLiveSweep'
  // rejection of invalid requests
  | 'refusesLongIn'
  | 'refusesForeignStartKey'
  | 'refusesWrongKeyType'
  | 'refusesUnknownAttributeType'
  | 'refusesUnprojectedAttributes'
  | 'refusesNestedListAppend'
  | 'refusesTimeToLiveTwice'
  | 'refusesDeepNesting'
  | 'refusesEmptyIndexKey'
  | 'refusesLongExpressions'
  | 'refusesPathsThroughScalars';

const NO_TRANSACTIONS = 'has no transactions';
const NO_STREAMS = 'has no streams';
const NO_TIME_TO_LIVE = 'has no time to live';

/**
 * Features that each local engine lacks, with the reason. Read it as "engine … reason". Observed with dynoxide 1.2.1
 * and dynalite 4.0.0. DynamoDB itself has all of them.
 */
export const LACKS: Readonly<Record<LocalEngineName, Readonly<Partial<Record<Capability, string>>>>> = {
  dynoxide: {
    pointInTimeRecovery: 'does not know UpdateContinuousBackups',
    indexCapacityChanges: 'ignores changes of the capacity of an index',
    multiAttributeIndexKeys: 'refuses or can not query index keys of several attributes',
    appendPastListEnd: 'pads a list with NULLs when SET goes past its end',
    removeSeveralListElements: 'removes wrong elements when two indexes of one list are removed at once',
    deleteEqualNumberFromSet: 'does not remove a differently written equal number from a set',
    transactionalProjection: 'also returns the keys when a transactional get has a projection',
    scanInHashOrder: 'scans in the order of the keys, which hides tests that rely on an order',
    streamOnlyChanges: 'emits a stream record for a write that changes nothing',
    timeToLiveSweep: 'never deletes expired items',
    refusesLongIn: 'accepts IN with over 100 operands',
    refusesForeignStartKey: 'accepts an ExclusiveStartKey of another partition',
    refusesWrongKeyType: 'accepts a key of the wrong type in a query',
    refusesUnknownAttributeType: 'accepts an unknown type in attribute_type',
    refusesUnprojectedAttributes: 'accepts a projection of attributes that the index lacks',
    refusesNestedListAppend: 'accepts list_append inside list_append',
    refusesTimeToLiveTwice: 'accepts time to live that is enabled already',
    refusesPathsThroughScalars: 'replaces a scalar by a document when SET leads through it',
  },
  dynalite: {
    transactions: NO_TRANSACTIONS,
    timeToLive: NO_TIME_TO_LIVE,
    streams: NO_STREAMS,
    pointInTimeRecovery: 'has no recovery settings',
    partiql: 'has no PartiQL',
    deletionProtection: 'ignores deletion protection',
    tagsAtCreation: 'ignores the tags of CreateTable; TagResource works',
    tableClass: 'ignores the table class',
    itemCollectionMetrics: 'does not report item collection metrics',
    indexCapacityUnits: 'does not count the units of indexes',
    indexChangesOnDemand: 'refuses index changes on an on-demand table',
    multiAttributeIndexKeys: 'refuses index keys of several attributes',
    vectorIndexes: 'has no vector indexes',
    itemOnConditionFailure: 'ignores ReturnValuesOnConditionCheckFailure',
    keepsProtoKeys: "loses map keys named '__proto__'",
    removeSeveralListElements: 'removes wrong elements when two indexes of one list are removed at once',
    equalNumbersInDocuments: 'treats 1 and 1.0 inside a document as different',
    transactionalProjection: NO_TRANSACTIONS,
    streamOnlyChanges: NO_STREAMS,
    timeToLiveSweep: NO_TIME_TO_LIVE,
    refusesLongIn: 'accepts IN with over 100 operands',
    refusesUnprojectedAttributes: 'accepts a projection of attributes that the index lacks',
    refusesNestedListAppend: 'accepts list_append inside list_append',
    refusesTimeToLiveTwice: NO_TIME_TO_LIVE,
    refusesDeepNesting: 'accepts documents of more than 32 levels',
    refusesEmptyIndexKey: 'accepts an empty string in an index key',
    refusesLongExpressions: 'accepts expressions of more than 4 KB',
  },
};

type TestBody = () => Promise<void> | void;

/** One engine and its tests, as a suite uses them. */
export interface EngineSuite {
  /** `endpoint` is the one of `ANNOTABLE_TEST_ENDPOINT`. */
  readonly name: LocalEngineName | 'endpoint';
  readonly endpoint: string;
  /** Client of the engine, shared by the suite and destroyed after it. */
  readonly client: DynamoDBClient;
  /** Returns a table name that no other suite, worker, or run uses. */
  uniqueTable(prefix: string): string;
  /** Declares a test that every engine passes. @param timeoutMs - default: that of Jest */
  test(title: string, body: TestBody, timeoutMs?: number): void;
  /** Declares a test that an engine without the needed features skips, with the reason in the title. */
  testWith(needed: Capability | readonly Capability[], title: string, body: TestBody, timeoutMs?: number): void;
}

/**
 * Declares a suite once per engine: both local ones, or only `ANNOTABLE_TEST_ENDPOINT`, which has every feature.
 *
 * @throws Error if the global setup has not started the engines
 * @example
 * onEveryEngine('counting', (engine) => {
 *   engine.test('counts', async () => { … engine.client … });
 *   engine.testWith('transactions', 'counts once', async () => { … });
 * });
 */
export function onEveryEngine(title: string, declare: (engine: EngineSuite) => void): void {
  const ownEndpoint = process.env[OWN_ENDPOINT];
  if (ownEndpoint) {
    describe(`${title} [endpoint]`, () => declare(engineSuite('endpoint', ownEndpoint, {})));
    return;
  }
  for (const name of ENGINE_NAMES) {
    const endpoint = process.env[engineVariable(name)];
    if (!endpoint) throw new Error(`${engineVariable(name)} is not set: engines-setup.ts must be Jest's globalSetup`);
    describe(`${title} [${name}]`, () => declare(engineSuite(name, endpoint, LACKS[name])));
  }
}

function engineSuite(
  name: EngineSuite['name'],
  endpoint: string,
  lacks: Readonly<Partial<Record<Capability, string>>>,
): EngineSuite {
  let client: DynamoDBClient | undefined;
  afterAll(() => client?.destroy());
  return {
    name,
    endpoint,
    get client() {
      client ??= makeClient(name, endpoint);
      return client;
    },
    uniqueTable: (prefix) => `${prefix}-${randomUUID()}`,
    test: (title, body, timeoutMs) => test(title, asAsync(body), timeoutMs),
    testWith(needed, title, body, timeoutMs) {
      const reasons = [needed].flat().flatMap((capability) => lacks[capability] ?? []);
      if (reasons.length === 0) test(title, asAsync(body), timeoutMs);
      else test.skip(`${title} (${name} ${reasons.join('; ')})`, asAsync(body), timeoutMs);
    },
  };
}

/** Returns an async body, because the types of Jest require one that always or never returns a promise. */
function asAsync(body: TestBody): () => Promise<void> {
  return async () => body();
}

/** Creates a client. `endpoint` uses region and credentials of the environment, because it may be DynamoDB itself. */
function makeClient(name: EngineSuite['name'], endpoint: string): DynamoDBClient {
  if (name === 'endpoint') return new DynamoDBClient({ endpoint });
  return new DynamoDBClient({
    endpoint,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}
