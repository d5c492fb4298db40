/** Folders with an entry point of their own, and those that only the command uses. They don't import from each other. */
const subpaths = [
  'agents',
  'backfill',
  'encryption',
  'keyv',
  'langchain',
  'langgraph',
  'nestjs',
  'opentelemetry',
  'streams',
  'transfer',
  'inspect',
  'templates',
];

/** Levels of the folders and files of `lib/`, the lowest first. Each imports from lower levels and from itself only. */
export const levels: readonly (readonly string[])[] = [
  ['limits.ts', 'process-wide.ts', 'sdk-types.ts', 'type-refusal.ts', 'errors'],
  ['time', 'values'],
  ['keys'],
  ['schema'],
  ['expressions'],
  ['extensions', 'vectors'],
  ['decorators', 'operations'],
  ['json', 'execution/lanes'],
  ['execution'],
  ['table'],
  ['repository'],
  ['linker', 'status'],
  ['checkpoints'],
  subpaths,
];

/** The levels whose names `annotable` exports. */
const ofIndex = levels.slice(0, -2).flat();

/** Folders beside the levels, with all that they import from. */
export const besides: Readonly<Record<string, readonly string[]>> = {
  local: ['errors'],
  models: levels.flat(),
  studio: ['local', 'models', ...levels.flat()],
  cli: ['local', 'models', 'studio', ...levels.flat()],
  testing: ['local', ...ofIndex],
  'index.ts': ['index'],
  index: ofIndex,
};

/** Packages that a part of `lib/` imports, types included. Node's own modules are free to all. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  'sdk-types.ts': ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'],
  decorators: ['reflect-metadata'],
  execution: ['@aws-sdk/client-dynamodb'],
  'execution/lanes': ['@aws-sdk/client-dynamodb'],
  local: ['@aws-sdk/client-dynamodb'],
  cli: ['commander'],
  encryption: ['@aws-sdk/client-kms'],
  testing: ['@aws-sdk/client-dynamodb'],
  keyv: ['keyv'],
  langchain: ['@langchain/core'],
  langgraph: ['@langchain/core', '@langchain/langgraph-checkpoint'],
  nestjs: ['@aws-sdk/client-dynamodb', '@nestjs/common', '@nestjs/core'],
  opentelemetry: ['@opentelemetry/api'],
  streams: ['@aws-sdk/client-dynamodb-streams'],
};
