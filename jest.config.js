/** `sdk` or `standard`: the way that the calls of all suites are to take; the shortest that they can by default. */
const lane = process.env.ANNOTABLE_TEST_LANE;

/** One run of a set of suites: `standard` decorators everywhere, `legacy` ones once more where decorators matter. */
const project = (displayName, testMatch, transform) => ({
  displayName,
  testMatch,
  moduleNameMapper: {
    '^annotable$': '<rootDir>/lib/index.ts',
    '^annotable/(keyv|langchain|local)$': '<rootDir>/lib/$1/index.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  setupFiles: lane === undefined ? [] : [`<rootDir>/__tests__/support/lane-${lane}.ts`],
  // Those choose their lanes themselves.
  testPathIgnorePatterns: ['/node_modules/', ...(lane === undefined ? [] : ['/execution/lanes/'])],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform } },
    ],
  },
});

/** Suites outside decorators/ whose models are decorated, and that show what the dialect could change. */
const dialectSuites = [
  '<rootDir>/__tests__/schema/{attribute-options,item-mapper,schema-of}.test.ts',
  '<rootDir>/__tests__/integration/{repository,table}.test.ts',
];

const suites = (...folders) => folders.map((folder) => `<rootDir>/__tests__/${folder}/**/*.test.ts`);

export default {
  collectCoverageFrom: ['lib/**/*.ts'],
  testTimeout: 120_000,
  maxWorkers: 2,
  // Once for all projects: the engines that the integration tests talk to.
  globalSetup: '<rootDir>/__tests__/support/engines-setup.ts',
  globalTeardown: '<rootDir>/__tests__/support/engines-teardown.ts',
  reporters: ['default', '<rootDir>/__tests__/support/closing-line-reporter.cjs'],
  projects: [
    project('standard', ['<rootDir>/__tests__/**/*.test.ts'], { decoratorVersion: '2023-11' }),
    project('legacy', [...suites('decorators'), ...dialectSuites], { legacyDecorator: true, decoratorMetadata: true }),
  ],
};
