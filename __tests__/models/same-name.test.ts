import { join } from 'node:path';
import { modelsIn } from '../../lib/models/models.ts';
import { studioModels } from '../../lib/studio/studio-model.ts';
import { compileModule, run } from '../cli/support.ts';
import { endChildScripts } from '../support/child-script.ts';
import * as module from './modules/same-name.ts';

jest.setTimeout(60_000);
afterEach(endChildScripts);

const expected = [
  ['Archive.Entry', 'archive'],
  ['Visitor', 'archive'],
  ['Customer', 'customers'],
  ['Entry', 'entries'],
  ['OldOrders', 'old-orders'],
  ['OldShop', 'old-shop'],
  ['Orders', 'orders'],
];

describe('classes of one name in a module', () => {
  test('are all there, by the names of their exports', () => {
    const models = modelsIn(module, 'same-name.ts');
    expect(models.map(({ name, schema }) => [name, schema.table.name])).toEqual(expected);
  });

  test('are all shown by the studio', () => {
    const models = [...studioModels(module, 'same-name.ts').values()];
    expect(models.map(({ name, table }) => [name, table.name])).toEqual(expected);
  });

  test('are told apart by a command that takes one class', async () => {
    const compiled = compileModule('same-name', join(__dirname, 'modules'));
    const endpoint = ['--endpoint', 'http://127.0.0.1:9'];
    try {
      const { code, stderr } = await run(['put', compiled.path, 'Order', '{"id": "1"}', '--dry-run', ...endpoint]);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringContaining(
          'has 2 classes Order: OldOrders (table old-orders), Orders (table orders); give the name of the export',
        ),
      });
      const chosen = await run(['put', compiled.path, 'OldOrders', '{"id": "1"}', '--dry-run', ...endpoint]);
      expect(chosen).toMatchObject({ code: 0, stderr: '' });
    } finally {
      compiled.remove();
    }
  });
});
