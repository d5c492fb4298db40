import type { DefaultTheme } from 'vitepress';

/** The parts of the site in their order, with their pages: the path below the folder of the part, and the title. */
const parts: Record<string, [folder: string, pages: Record<string, string>]> = {
  Start: [
    'start',
    {
      'what-it-is': 'What it is',
      'getting-started': 'Getting started',
      'compiler-settings': 'Compiler settings',
      runtimes: 'Supported runtimes',
      comparison: 'Comparison',
    },
  ],
  Model: [
    'model',
    {
      attributes: 'Attributes',
      'keys-and-indexes': 'Keys and indexes',
      vectors: 'Vectors',
      entities: 'Entities that share a table',
      documents: 'Documents, lists, sets, maps',
      enums: 'Enums',
      defaults: 'Defaults, optional, nullable',
      'dates-and-numbers': 'Dates and numbers',
      validation: 'Validation',
      inheritance: 'Inheritance',
      extensions: 'Extensions',
      hooks: 'Hooks',
      versions: 'Versions of a class',
    },
  ],
  'Read and write': [
    'data',
    {
      create: 'Create',
      get: 'Get',
      put: 'Put',
      upsert: 'Upsert',
      update: 'Update',
      delete: 'Delete',
      conditions: 'Conditions',
      changes: 'Changes',
      queries: 'Queries and scans',
      pagination: 'Pagination',
      batches: 'Batches',
      transactions: 'Transactions',
      locking: 'Locking',
      'unique-values': 'Unique values',
      'time-to-live': 'Time to live',
      'soft-delete': 'Soft deletes',
      streams: 'Streams of changes',
      backfill: 'Backfill',
      json: 'JSON',
      raw: 'Raw requests and PartiQL',
    },
  ],
  Operate: [
    'operate',
    {
      tables: 'Tables',
      infrastructure: 'Infrastructure as code',
      lambda: 'Lambda',
      testing: 'Testing',
      'timeouts-and-retries': 'Timeouts and retries',
      errors: 'Errors',
      permissions: 'Permissions',
      costs: 'Costs',
      observability: 'Observability',
      'command-line': 'Command line',
      studio: 'Studio',
      explain: 'Explain and limit a call',
      security: 'Security',
      encryption: 'Encryption',
      performance: 'Performance',
      reliability: 'Reliability',
    },
  ],
  'Build with it': [
    'build',
    {
      linker: 'Linker',
      spaces: 'Spaces',
      tracker: 'Tracker',
      keyv: 'Keyv',
      langchain: 'LangChain',
      nestjs: 'NestJS',
      langgraph: 'LangGraph',
      agents: 'Agents',
    },
  ],
  'Move to it': [
    'move',
    {
      'from-lib-dynamodb': 'From lib-dynamodb',
      'from-dynamoose': 'From Dynamoose',
      'from-electrodb': 'From ElectroDB',
      'from-onetable': 'From OneTable',
      'from-dynamodb-toolbox': 'From DynamoDB-Toolbox',
      'from-typedorm': 'From TypeDORM',
      'from-typeorm': 'From TypeORM',
      'changing-a-class': 'Changing a class',
    },
  ],
  Inside: [
    'inside',
    {
      architecture: 'Architecture',
      values: 'Values',
      expressions: 'Expressions',
      lanes: 'Lanes',
      faults: 'Faults',
      'add-an-operator': 'Add an operator',
      'add-an-attribute-type': 'Add an attribute type',
      'add-an-extension': 'Add an extension',
    },
  ],
};

/** Links to all pages, by part. */
export const sidebar: DefaultTheme.SidebarItem[] = [
  ...Object.entries(parts).map(([text, [folder, pages]]) => ({
    text,
    items: Object.entries(pages).map(([page, title]) => ({ text: title, link: `/${folder}/${page}` })),
  })),
  { text: 'API reference', link: '/api/' },
];

/** Paths of all pages of the sidebar, such as `start/what-it-is.md`. */
export const pagePaths = Object.values(parts).flatMap(([folder, pages]) =>
  Object.keys(pages).map((page) => `${folder}/${page}.md`),
);
