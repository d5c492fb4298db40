import { endChildScripts, runSource } from '../support/child-script.ts';

afterEach(endChildScripts);

const source = `
  import { defineSchema } from './lib/schema/define-schema.ts';

  const { mapper } = defineSchema({
    name: 'User',
    table: { name: 'users' },
    partitionKey: 'id',
    attributes: { id: { type: String }, age: { type: Number, name: 'a' }, note: { type: String, default: 'none' } },
  });
  const attempt = (act) => { try { return act(); } catch (error) { return [error.name, error.issues]; } };
  const item = mapper.toItem({ id: '1', age: 7 });
  console.log(JSON.stringify({
    generates: attempt(() => new Function('return 1')()),
    item,
    instance: mapper.fromItem(item),
    refusal: attempt(() => mapper.toItem({ id: '1', age: 'x' })),
  }));
`;

test('writes and reads items if code generation is forbidden', async () => {
  const { stdout, stderr } = await runSource(source, ['--disallow-code-generation-from-strings']).ended();
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    generates: ['EvalError', null],
    item: { id: { S: '1' }, a: { N: '7' }, note: { S: 'none' } },
    instance: { id: '1', age: 7, note: 'none' },
    refusal: ['ValidationError', [{ path: 'age', message: 'must be a number, not a string', code: 'type' }]],
  });
});
