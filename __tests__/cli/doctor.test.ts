import { startLocal } from '../../lib/local/index.ts';
import { endChildScripts } from '../support/child-script.ts';
import { compileModule, linesOf, run } from './support.ts';

jest.setTimeout(120_000);
afterEach(endChildScripts);

const models = compileModule('models');
const engine = startLocal();
afterAll(async () => {
  models.remove();
  await (await engine).stop();
});

const findings = async (endpoint: string, path = models.path) => {
  const { code, stdout } = await run(['doctor', path, '--json', '--endpoint', endpoint]);
  const found = linesOf(stdout) as { level: string; message: string; cure?: string }[];
  return { code, problems: found.filter(({ level }) => level === 'problem'), found };
};

describe('annotable doctor', () => {
  test('names tables that do not exist, and the cure', async () => {
    const { code, problems } = await findings((await engine).endpoint);
    const cure = "Run 'annotable table ensure MODULE'.";
    expect({ code, problems }).toEqual({
      code: 1,
      problems: ['shop', 'orders', 'people'].map((name) => ({
        level: 'problem',
        message: `the table ${name} does not exist`,
        cure,
      })),
    });
  });

  test('finds no problem if the tables are as the classes declare them', async () => {
    const { endpoint } = await engine;
    await run(['table', 'ensure', models.path, '--endpoint', endpoint]);
    const { code, problems, found } = await findings(endpoint);
    expect({ code, problems }).toEqual({ code: 0, problems: [] });
    expect(found).toContainEqual({ level: 'ok', message: 'classes: Article, Order, Person' });
  });

  test('says once that nothing listens at the endpoint', async () => {
    const { code, problems } = await findings('http://127.0.0.1:9');
    expect({ code, problems }).toEqual({
      code: 1,
      problems: [
        {
          level: 'problem',
          message: expect.stringContaining("DynamoDB can't be reached"),
          cure: "Nothing listens at the endpoint: start it, for example by 'annotable local'.",
        },
      ],
    });
  });

  test('prints a line for each finding, with its cure below it', async () => {
    const { stdout } = await run(['doctor', 'nowhere.js']);
    expect(stdout).toMatch(/^(ok|warning) +Node \d/);
    expect(stdout).toContain('problem  MODULE nowhere.js does not exist; give the path of a file\n');
  });
});
