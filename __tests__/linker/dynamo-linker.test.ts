import { DynamoLinker } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { declareContract } from './contract.ts';

onEveryEngine('DynamoLinker', (engine) => {
  declareContract({
    test: engine.test,
    testAtomic: (title, body) => engine.testWith('transactions', title, body),
    testExpired: (title, body) => engine.testWith('itemOnConditionFailure', title, body),
    make: (options) => new DynamoLinker(engine.client, { ...options, tableName: engine.uniqueTable('links') }),
  });
});
