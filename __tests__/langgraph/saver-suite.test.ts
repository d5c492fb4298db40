import { validate } from '@langchain/langgraph-checkpoint-validation';
import { DynamoSpaces } from 'annotable';
import { DynamoSaver } from 'annotable/langgraph';
import { onEveryEngine } from '../support/engines.ts';

// The suite uses one function of vitest that Jest lacks.
Object.assign(expect, { soft: expect });

onEveryEngine('the suite of LangGraph for checkpointers', (engine) => {
  const spaces = new Map<unknown, DynamoSpaces>();
  validate({
    checkpointerName: 'DynamoSaver',
    createCheckpointer: () => {
      const own = new DynamoSpaces(engine.client, { tableName: engine.uniqueTable('agents') });
      const saver = new DynamoSaver(own);
      spaces.set(saver, own);
      return saver;
    },
    destroyCheckpointer: async (saver) => {
      await spaces
        .get(saver)
        ?.table.drop()
        .catch(() => undefined);
    },
  });
});
