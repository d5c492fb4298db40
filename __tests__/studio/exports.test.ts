import { BaseRepository, DynamoLinker, Repository } from '../../lib/index.ts';
import { codeText } from '../../lib/studio/code-text.ts';
import { itemRow } from '../../lib/studio/item-rows.ts';
import { type StudioModel, studioModels } from '../../lib/studio/studio-model.ts';
import * as shop from './modules/shop.ts';

const namesOf = (exports: object) =>
  [...studioModels(exports as Record<string, unknown>, 'shop.ts').values()].map(({ name, kind, table, exported }) => [
    name,
    kind,
    table.name,
    exported?.name,
  ]);

@Repository(shop.Note)
class Notes extends BaseRepository<shop.Note, 'noteId'> {}

class Profiles extends DynamoLinker {
  constructor() {
    super(undefined, { tableName: 'profiles-of-class', allowMultipleInstances: true });
  }
}

describe('the models of a module', () => {
  test.each<[string, object, unknown[]]>([
    ['a class', { Note: shop.Note }, ['Note', 'items', 'studio-notes', 'Note']],
    ['a repository class', { Notes }, ['Note', 'items', 'studio-notes', 'Notes']],
    ['a repository class beside its class', { Note: shop.Note, Notes }, ['Note', 'items', 'studio-notes', 'Notes']],
    [
      'a repository, with its table',
      { Note: shop.Note, Notes, notes: new Notes(undefined, { tableName: 'notes-of-test' }) },
      ['Note', 'items', 'notes-of-test', 'notes'],
    ],
    ['a tracker class', { Jobs: shop.Jobs }, ['Job', 'tracker', 'studio-jobs', 'Jobs']],
    ['the class of tracked requests', { Job: shop.Job }, ['Job', 'tracker', 'studio-jobs', 'Job']],
    ['a linker', { profiles: shop.profiles }, ['profiles', 'linker', 'studio-profiles', undefined]],
    ['a class of linkers', { Profiles }, ['Profiles', 'linker', 'profiles-of-class', undefined]],
  ])('are found by %s', (_what, exports, expected) => {
    expect(namesOf(exports)).toEqual([expected]);
  });

  test('are one for each table, if the module exports several repositories of a class', async () => {
    const notes = new Notes();
    const archive = new Notes(undefined, { tableName: 'notes-archive' });
    const exports = { Note: shop.Note, Notes, notes, archive };
    expect(namesOf(exports)).toEqual([
      ['notes', 'items', 'studio-notes', 'notes'],
      ['archive', 'items', 'notes-archive', 'archive'],
    ]);
    const rows = [...studioModels(exports, 'shop.ts').values()].map((model) =>
      itemRow(model, { noteId: 1 }, undefined),
    );
    expect(rows.map(({ model }) => model)).toEqual(['notes', 'archive']);
  });

  test.each<[string, object, string[]]>([
    [
      'a default export',
      { default: new Notes() },
      ["import noteRepository from './shop.ts';", '', 'const item = await noteRepository.get({ noteId: 1 });'],
    ],
    [
      'an export whose name is no name of a variable',
      { 'all notes': Notes },
      [
        "import { 'all notes' as NoteRepository } from './shop.ts';",
        '',
        'const noteRepository = new NoteRepository();',
        'const item = await noteRepository.get({ noteId: 1 });',
      ],
    ],
  ])('have code that compiles: %s', (_what, exports, lines) => {
    const models = [...studioModels(exports as Record<string, unknown>, 'shop.ts').values()];
    const model = models.find(({ exported }) => exported !== undefined) as StudioModel;
    expect(codeText(model, { result: 'item', method: 'get', args: [{ noteId: 1 }] })).toBe(lines.join('\n'));
  });

  test('of a tracked class have code of a tracker', () => {
    const model = studioModels({ Job: shop.Job }, 'shop.ts').get('Job') as StudioModel;
    expect(codeText(model, { result: 'request', method: 'redrive', args: ['r'] })).toBe(
      [
        "import { Repository, StatusTracker } from 'annotable';",
        "import { Job } from './shop.ts';",
        '',
        '@Repository(Job)',
        'class JobTracker extends StatusTracker<Job> {}',
        'const jobTracker = new JobTracker();',
        "const request = await jobTracker.redrive('r');",
      ].join('\n'),
    );
  });

  test('have the tracker of the module, because its settings decide the indexes', () => {
    const jobs = new shop.Jobs(undefined, { shards: 3 });
    expect(studioModels({ jobs }, 'shop.ts').get('Job')?.tracker).toBe(jobs);
    expect(studioModels({ Jobs: shop.Jobs }, 'shop.ts').get('Job')?.tracker).toBeInstanceOf(shop.Jobs);
  });

  test('are refused in words if there are none', () => {
    expect(() => namesOf({ notAModel: 1, text: 'x', nothing: null })).toThrow(
      'MODULE shop.ts exports no class with @Table or @Entity, no repository, and no linker',
    );
  });
});
