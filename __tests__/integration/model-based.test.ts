import fc from 'fast-check';
import { onEveryEngine } from '../support/engines.ts';
import { commands, type Item, type Model, type Real, recordModels } from './model-commands.ts';

/** Runs of up to so many commands each; the table is the same, each run has a group of its own. */
const runs = 60;
const commandsARun = 60;

onEveryEngine('any operations', (engine) => {
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
    engine.test(`leave what a plain map would hold, ${title}`, async () => {
      const real: Real = { records: records(engine.client), tellsItems: engine.name !== 'dynalite', operations: 0 };
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
