import { trackerContract } from 'annotable/testing';
import { onEveryEngine } from '../support/engines.ts';
import { requestsOf, runsOf } from './models.ts';

onEveryEngine('the contract of trackers', (engine) => {
  for (const [title, make] of [
    ['RequestStatusRepository', requestsOf],
    ['a tracker with own statuses and attributes', runsOf],
  ] as const) {
    const table = engine.uniqueTable('contract');
    const tracker = make(engine.client, table);
    beforeAll(() => tracker.table.create());
    afterAll(() => tracker.table.drop());
    for (const { name, needs, run } of trackerContract((options) => make(engine.client, table, options) as never))
      engine.testWith(needs, `${title}: ${name}`, run);
  }
});
