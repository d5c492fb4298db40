/** The lane of all suites: `sdk` or `standard`. By default, each call takes the fastest lane. */
const lane = process.env.ANNOTABLE_TEST_LANE;

/** One run of suites: `standard` decorators for all, and `legacy` decorators for the suites that depend on them. */
const project = (displayName, testMatch, transform) => ({
  displayName,
  testMatch,
  moduleNameMapper: {
    '^annotable$': '<rootDir>/lib/index.ts',
    '^annotable/([a-z]+)$': '<rootDir>/lib/$1/index.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  setupFiles: lane === undefined ? [] : [`<rootDir>/__tests__/support/lane-${lane}.ts`],
  // These suites choose their lanes.
  testPathIgnorePatterns: ['/node_modules/', ...(lane === undefined ? [] : ['/execution/lanes/'])],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform } },
    ],
  },
});

/** Suites outside decorators/ that depend on the dialect. */
const dialectSuites = [
  '<rootDir>/__tests__/schema/{attribute-options,item-mapper,schema-of}.test.ts',
  '<rootDir>/__tests__/integration/{repository,table}.test.ts',
];

const suites = (...folders) => folders.map((folder) => `<rootDir>/__tests__/${folder}/**/*.test.ts`);

export default {
  collectCoverageFrom: ['lib/**/*.ts'],
  testTimeout: 120_000,
  maxWorkers: 2,
  // Starts the engines of the integration tests, once for all projects.
  globalSetup: '<rootDir>/__tests__/support/engines-setup.ts',
  globalTeardown: '<rootDir>/__tests__/support/engines-teardown.ts',
  reporters: ['default', '<rootDir>/__tests__/support/closing-line-reporter.cjs'],
  projects: [
    project('standard', ['<rootDir>/__tests__/**/*.test.ts'], { decoratorVersion: '2023-11' }),
    project('legacy', [...suites('decorators'), ...dialectSuites], { legacyDecorator: true, decoratorMetadata: true }),
  ],
};
