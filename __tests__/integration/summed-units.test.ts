import fc from 'fast-check';
import { onEveryEngine } from '../support/engines.ts';
import { reportsOf } from '../support/operation-reports.ts';
import { measuringClient, programModels, programs, runProgram, type Units } from './unit-programs.ts';

/** Number of programs. `ANNOTABLE_UNIT_PROGRAMS=1000` is the full run, of some minutes. */
const runs = Number(process.env['ANNOTABLE_UNIT_PROGRAMS'] ?? 50);

onEveryEngine('the units of the reports', (engine) => {
  engine.testWith(
    ['transactions', 'partiql'],
    'are the sum of what the engine reports, in random programs',
    async () => {
      const units: Units = { read: 0, write: 0, unasked: 0 };
      const client = measuringClient(engine.endpoint, units);
      const repositoriesOf = programModels({
        orders: engine.uniqueTable('orders'),
        users: engine.uniqueTable('users'),
        members: engine.uniqueTable('members'),
      });
      const byLane = { auto: repositoriesOf(client), sdk: repositoriesOf(client, { lane: 'sdk' }) };
      const all = Object.values(byLane.auto);
      for (const { table } of all) await table.create();
      let total = 0;
      const property = fc.asyncProperty(
        programs,
        fc.constantFrom('auto' as const, 'sdk' as const),
        async (program, lane) => {
          Object.assign(units, { read: 0, write: 0, unasked: 0 });
          const reports = await reportsOf(() => runProgram(byLane[lane], program));
          const summed: Units = { read: 0, write: 0, unasked: 0 };
          for (const { readUnits, writeUnits } of reports) {
            summed.read += readUnits;
            summed.write += writeUnits;
          }
          total += summed.read + summed.write;
          expect(summed).toEqual(units);
        },
      );
      await fc.assert(property, { numRuns: runs });
      expect(total).toBeGreaterThan(runs);
      for (const { table } of all) await table.drop();
      client.destroy();
    },
    1_800_000,
  );
});
