import { DynamoSpaces } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { declareContract } from './contract.ts';

onEveryEngine('a linker of DynamoSpaces', (engine) => {
  declareContract({
    testWith: engine.testWith,
    maxIdBytes: 1_024,
    make: ({ clock, allowMultipleInstances: _, ...options }) =>
      new DynamoSpaces(engine.client, { clock, tableName: engine.uniqueTable('spaces') }).linker(options),
  });
});
