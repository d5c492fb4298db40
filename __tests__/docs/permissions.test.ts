import { BaseRepository, DynamoLinker, StatusTracker, TableHandle } from '../../lib/index.ts';
import { startLocal } from '../../lib/local/index.ts';
import { currentText, expectedText } from './generate/page.ts';
import { iamActionsOf, World } from './generate/permission-world.ts';
import { permissionGroups, permissionsPage } from './generate/permissions.ts';
import { Recorder } from './recorder.ts';

test('the page of permissions is up to date: run npm run docs:generate', () => {
  expect(currentText(permissionsPage())).toBe(expectedText(permissionsPage()));
});

/** Methods that send nothing. */
const silent = new Set(['constructor', 'name', 'namespace', 'close', 'explain']);

test.each([
  ['BaseRepository', BaseRepository.prototype, ['reads', 'writes', 'raw'], ''],
  ['TableHandle', TableHandle.prototype, ['tables'], 'table.'],
  ['DynamoLinker', Object.getPrototypeOf(DynamoLinker.prototype), ['linker'], ''],
  ['StatusTracker', StatusTracker.prototype, ['tracker'], ''],
])('the page has every method of %s', (_name, prototype, markers, prefix) => {
  const methods = permissionGroups.filter(({ marker }) => markers.includes(marker)).flatMap((group) => group.methods);
  const text = methods.map(({ method }) => method).join(', ');
  const names = Object.getOwnPropertyNames(prototype).filter((name) => !silent.has(name));
  expect(names.filter((name) => !new RegExp(`(?<![\\w.])${prefix}${name}\\b`).test(text))).toEqual([]);
});

const cases = permissionGroups.flatMap(({ methods }) =>
  methods.flatMap(({ method, cases: all }) =>
    all.map((each) => [each.when === undefined ? method : `${method}, if ${each.when}`, each] as const),
  ),
);

describe('actions that are sent', () => {
  let engine: Awaited<ReturnType<typeof startLocal>>;
  let recorder: Recorder;
  let world: World;
  beforeAll(async () => {
    engine = await startLocal({ engine: 'dynoxide' });
    recorder = await Recorder.start(engine.endpoint);
    world = new World(recorder.endpoint);
    await world.prepare();
  });
  afterAll(async () => {
    world.destroy();
    recorder.stop();
    await engine.stop();
  });

  test.each(cases)('%s', async (_name, { actions, before, run }) => {
    const prepared = await before?.(world);
    const first = recorder.requests.length;
    await run(world, prepared as never);
    const sent = recorder.requests.slice(first).flatMap(iamActionsOf);
    expect([...new Set(sent)].sort()).toEqual([...actions].sort());
  });
});
