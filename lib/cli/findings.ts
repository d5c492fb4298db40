import { readFileSync } from 'node:fs';
import { findPackage } from '../local/find-package.ts';
import { loadModels, type Model, oneOfEachTable, repositoryOf } from '../models/models.ts';
import type { Schema } from '../schema/schema.ts';
import { cureOf } from './sdk-cure.ts';

/** A fact that `annotable doctor` found. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'problem';
  readonly message: string;
  /** What to do. */
  readonly cure?: string;
}

/** Checks everything in the order in which problems hide others. */
export async function* findingsOf(path: string): AsyncGenerator<Finding> {
  yield nodeFinding(process.versions.node);
  yield* ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'].map(packageFinding);
  const models = await modelsOf(path);
  if ('message' in models) yield models;
  else {
    yield { level: 'ok', message: `classes: ${models.map(({ name }) => name).join(', ')}` };
    yield* models.flatMap(({ schema }) => designFindings(schema));
    yield* tableFindings(models);
  }
}

const leastNode = [20, 19] as const;

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const message = `Node ${version}`;
  if (major < leastNode[0] || (major === leastNode[0] && minor < leastNode[1]))
    return { level: 'problem', message, cure: `Install Node ${leastNode.join('.')} or newer.` };
  const isEnding = major < 22;
  return isEnding
    ? {
        level: 'warning',
        message,
        cure: 'The AWS SDK ends its support of Node 20 in January 2027: install Node 22 or newer.',
      }
    : { level: 'ok', message };
}

function packageFinding(name: string): Finding {
  const manifest = findPackage(name);
  if (manifest === undefined)
    return { level: 'problem', message: `${name} is not installed here`, cure: `Run 'npm install ${name}'.` };
  const { version = 'of unknown version' } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    readonly version?: string;
  };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 3 && minor >= 1100
    ? { level: 'ok', message: `${name} ${version}` }
    : { level: 'problem', message: `${name} ${version}`, cure: `Run 'npm install ${name}@^3.1100.0'.` };
}

/** Loads the module. Its errors name their cure. */
async function modelsOf(path: string): Promise<readonly Model[] | Finding> {
  try {
    return await loadModels(path);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const isSyntax = message.includes('Invalid or unexpected token');
    return isSyntax
      ? {
          level: 'problem',
          message,
          cure: "Compile decorators: set the compiler's target to es2022, or give the TypeScript file.",
        }
      : { level: 'problem', message };
  }
}

/** Choices in a class that cost money or time later. */
function designFindings({ name, table, timeToLive, indexes }: Schema): Finding[] {
  const all = Object.values(indexes).filter(({ projection, scope }) => projection === 'ALL' && scope === 'global');
  const findings: Finding[] = [];
  if (all.length > 2)
    findings.push({
      level: 'warning',
      message: `${name} has ${all.length} indexes with all attributes, and each write pays for each of them`,
      cure: 'Give an index a projection of the attributes that its queries return.',
    });
  if (table.deletionProtection !== true && table.pointInTimeRecovery !== true && timeToLive === undefined)
    findings.push({
      level: 'warning',
      message: `${table.name} has no deletion protection and no point-in-time recovery`,
      cure: `For a table of production, write @Table('${table.name}', { deletionProtection: true, pointInTimeRecovery: true }).`,
    });
  return findings;
}

async function* tableFindings(models: readonly Model[]): AsyncGenerator<Finding> {
  for (const model of oneOfEachTable(models)) {
    const findings = await tableFinding(model, model.schema.table.name);
    yield* findings;
    // The other tables would only repeat it.
    if (findings.some(({ message }) => message.startsWith(unreachable))) return;
  }
}

const unreachable = "DynamoDB can't be reached";

async function tableFinding(model: Model, name: string): Promise<Finding[]> {
  try {
    const { steps, differences } = await repositoryOf(model).table.plan({ timeoutMs: 15_000 });
    if (steps.some(({ action }) => action === 'createTable'))
      return [
        { level: 'problem', message: `the table ${name} does not exist`, cure: "Run 'annotable table ensure MODULE'." },
      ];
    const missing = steps.map(({ action }) => action).join(', ');
    const found: Finding[] = differences.map(({ what, declared, actual }) => ({
      level: 'problem',
      message: `${name}: ${what} is ${JSON.stringify(actual)}, and the class declares ${JSON.stringify(declared)}`,
      cure: 'Change the class, or move the items to a new table.',
    }));
    if (missing !== '')
      found.push({
        level: 'problem',
        message: `${name} lacks: ${missing}`,
        cure: "Run 'annotable table ensure MODULE'.",
      });
    return found.length > 0 ? found : [{ level: 'ok', message: `the table ${name} is as the classes declare it` }];
  } catch (error) {
    return [unreachableFinding(error)];
  }
}

function unreachableFinding(error: unknown): Finding {
  const message = error instanceof Error ? error.message : String(error);
  const cure = cureOf(error);
  return { level: 'problem', message: `${unreachable}: ${message}`, ...(cure !== undefined && { cure }) };
}
