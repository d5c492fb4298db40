import fc from 'fast-check';
import { onEveryEngine } from '../support/engines.ts';
import { commands, type Item, type Model, type Real, recordModels } from './model-commands.ts';

/** Number of runs. They share the table, and each one has its own group of items. */
const runs = 60;
const commandsARun = 60;

onEveryEngine('random operations', (engine) => {
  const { plain, versioned } = recordModels(engine.uniqueTable('plain'), engine.uniqueTable('versioned'));

  beforeAll(async () => {
    await plain(engine.client).table.create();
    await versioned(engine.client).table.create();
  });
  afterAll(async () => {
    await plain(engine.client).table.drop();
    await versioned(engine.client).table.drop();
  });

  let group = 0;
  for (const [title, records, isVersioned] of [
    ['without versions', plain, false],
    ['with versions', versioned, true],
  ] as const) {
    engine.test(`leave the same items as a plain map, ${title}`, async () => {
      const real: Real = { records: records(engine.client), returnsItems: engine.name !== 'dynalite', operations: 0 };
      await fc.assert(
        fc.asyncProperty(fc.commands(commands, { maxCommands: commandsARun, size: 'max' }), async (sequence) => {
          const model: Model = { group: `g${group++}`, isVersioned, items: new Map<string, Item>() };
          await fc.asyncModelRun(() => ({ model, real }), sequence);
        }),
        { numRuns: runs },
      );
      expect(real.operations).toBeGreaterThan(1_000);
    });
  }
});
