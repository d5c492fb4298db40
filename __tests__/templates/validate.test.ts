import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type CloudFormationResource, type CloudFormationTemplate, tableTemplate } from '../../lib/templates/index.ts';
import { endChildScripts, runSource } from '../support/child-script.ts';
import { Account, Order, Passage, Shop } from './models.ts';
import { randomTables } from './random-tables.ts';

jest.setTimeout(600_000);
afterEach(endChildScripts);

const folder = join(__dirname, '../../node_modules/.cache/annotable/validate');

beforeAll(() => mkdirSync(folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Finding {
  readonly severity: string;
  readonly ruleId: string;
  readonly message: string;
  readonly entity?: { readonly logicalId?: string };
}

/** Returns what the validator of CloudFormation says about a template. It is a part of aws-cdk-lib. */
async function findingsOf(template: object): Promise<Finding[]> {
  const path = join(folder, 'template.json');
  writeFileSync(path, JSON.stringify(template));
  const script = runSource(`
    import { createRequire } from 'node:module';
    const cdk = createRequire(process.cwd() + '/package.json').resolve('aws-cdk-lib/package.json');
    const { CelEngine, TemplateFile } = createRequire(cdk)('@aws/cloudformation-validate');
    const { diagnostics } = new CelEngine().validateTemplate(new TemplateFile(${JSON.stringify(path)}));
    console.log(JSON.stringify(diagnostics.map(({ severity, ruleId, message, entity, property }) =>
      ({ severity, ruleId, message, entity, property }))));
  `);
  const { stdout, stderr } = await script.ended();
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Takes text of attributes with `${` for a mistake, which CloudFormation does not. */
const textRule = 'E1029';
/** Doesn't know that the attributes of a search schema must be defined too. */
const definitionsRule = 'E3039';

/** Returns the errors, except those in which the validator is wrong. */
function errorsIn(findings: readonly Finding[], { Resources }: CloudFormationTemplate): Finding[] {
  const hasVectors = ({ entity }: Finding): boolean =>
    Resources[entity?.logicalId ?? '']?.Properties['VectorIndexes'] !== undefined;
  return findings
    .filter(({ severity }) => severity === 'ERROR' || severity === 'FATAL')
    .filter((each) => each.ruleId !== textRule && !(each.ruleId === definitionsRule && hasVectors(each)));
}

test('the validator of CloudFormation accepts the template of tables with indexes, vectors, and replicas', async () => {
  const template = tableTemplate([Order, Shop, Passage, Account], 'cloudformation');
  expect(errorsIn(await findingsOf(template), template)).toEqual([]);
});

test('the validator of CloudFormation accepts the template of 200 random tables', async () => {
  let count = 0;
  const schemas = fc.sample(
    randomTables(() => `table-${++count}`),
    200,
  );
  const template = tableTemplate(schemas, 'cloudformation');
  expect(errorsIn(await findingsOf(template), template)).toEqual([]);
});

test('the validator of CloudFormation rejects a property that does not exist', async () => {
  const { Resources, ...template } = tableTemplate(Order, 'cloudformation');
  const Orders = Resources['Orders'] as CloudFormationResource;
  const wrong = { ...template, Resources: { Orders: { ...Orders, Properties: { ...Orders.Properties, Indexes: 1 } } } };
  expect(errorsIn(await findingsOf(wrong), wrong)).toMatchObject([{ message: expect.stringContaining("'Indexes'") }]);
});
