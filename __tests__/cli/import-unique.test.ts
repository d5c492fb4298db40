import { NotUniqueError } from '../../lib/index.ts';
import { startLocal } from '../../lib/local/index.ts';
import { endChildScripts } from '../support/child-script.ts';
import { Members } from './modules/members.ts';
import { compileModule, linesOf, run } from './support.ts';

jest.setTimeout(300_000);
afterEach(endChildScripts);

const models = compileModule('members');
const engine = startLocal({ engine: 'dynoxide' });
afterAll(async () => {
  models.remove();
  await (await engine).stop();
});

const on = async (command: string[], input?: string) => run([...command, '--endpoint', (await engine).endpoint], input);
const member = (id: number, more: object = {}) => ({ id, email: `m${id}@example.com`, version: 3, ...more });
const importing = (...members: object[]) =>
  on(['import', models.path, 'Member', '-'], members.map((item) => `${JSON.stringify(item)}\n`).join(''));

describe('annotable import of a class with unique values', () => {
  let members: Members;
  beforeEach(async () => {
    members = new Members((await engine).client);
    if (await members.table.exists()) await members.table.drop();
    await members.table.ensure();
  });

  test('writes the items as they are in the lines, with the guards of their values', async () => {
    const all = Array.from({ length: 60 }, (_, id) => member(id, id % 2 === 0 ? { phone: `+${id}` } : {}));
    expect(await importing(...all)).toEqual({ code: 0, stdout: '', stderr: 'Imported 60 items into members.\n' });
    const { stdout } = await on(['export', models.path, 'Member']);
    expect(linesOf(stdout)).toHaveLength(60);
    expect(await members.get(6)).toEqual({ id: 6, email: 'm6@example.com', phone: '+6', version: 3 });
    for (const taken of [{ email: 'm6@example.com' }, { email: 'x', phone: '+6' }])
      await expect(members.create({ id: 99, ...taken })).rejects.toThrow(NotUniqueError);
    expect(await importing(...all)).toMatchObject({ code: 0 });
  });

  test('frees the values that an item no longer has', async () => {
    await importing(member(1), member(2, { phone: '+2' }));
    expect(await importing(member(1, { email: 'new@example.com' }), member(2))).toMatchObject({ code: 0 });
    await members.create({ id: 3, email: 'm1@example.com', phone: '+2' });
    await expect(members.create({ id: 4, email: 'new@example.com' })).rejects.toThrow(NotUniqueError);
  });

  test('ends at a line that has the value of another item', async () => {
    await members.create({ id: 1, email: 'm2@example.com' });
    const { code, stderr } = await importing(member(2));
    expect(code).toBe(1);
    expect(stderr).toContain("line 1 can't be written: members (id=2): ");
    expect(stderr).toContain('email');
    expect(await members.get(2)).toBeUndefined();
  });

  test('takes the last line of several with one key', async () => {
    expect(await importing(member(1, { email: 'a' }), member(1, { email: 'b' }))).toMatchObject({ code: 0 });
    expect((await members.get(1))?.email).toBe('b');
    await members.create({ id: 2, email: 'a' });
  });
});
