import { DynamoLinker } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { declareContract } from './contract.ts';

onEveryEngine('DynamoLinker', (engine) => {
  declareContract({
    testWith: engine.testWith,
    make: (options) => new DynamoLinker(engine.client, { ...options, tableName: engine.uniqueTable('links') }),
  });
});
