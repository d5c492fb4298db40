import { publicSuites } from './__tests__/support/public-suites.mjs';

/** The lane of all suites: `sdk` or `standard`. By default, each call takes the fastest lane. */
const lane = process.env.ANNOTABLE_TEST_LANE;

/**
 * The code of the suites: `package` tests the files of dist/cjs, in the suites that import only public names. `internals`
 * tests the sources in all other suites. By default, all suites test the sources.
 */
const code = process.env.ANNOTABLE_TEST_CODE;
const isBuilt = code === 'package';
const standardSuites = isBuilt
  ? publicSuites().map((file) => `<rootDir>/${file}`)
  : ['<rootDir>/__tests__/**/*.test.ts'];
const otherSuites = code === 'internals' ? publicSuites().map((file) => `/${file}$`) : [];

const publicNames = isBuilt
  ? {
      '^annotable$': '<rootDir>/dist/cjs/index.js',
      '^annotable/([a-z]+)$': '<rootDir>/dist/cjs/$1/index.js',
      '^[./]+/lib/index\\.ts$': '<rootDir>/dist/cjs/index.js',
      '^[./]+/lib/([a-z]+)/index\\.ts$': '<rootDir>/dist/cjs/$1/index.js',
    }
  : { '^annotable$': '<rootDir>/lib/index.ts', '^annotable/([a-z]+)$': '<rootDir>/lib/$1/index.ts' };

/** Suites with the legacy decorators of NestJS. */
const nestSuites = ['<rootDir>/__tests__/nestjs/', '<rootDir>/__tests__/samples/nest.test.ts'];

/** One run of suites: `standard` decorators for all, and `legacy` decorators for the suites that depend on them. */
const project = (displayName, testMatch, transform) => ({
  displayName,
  testMatch,
  moduleNameMapper: publicNames,
  modulePathIgnorePatterns: isBuilt ? [] : ['<rootDir>/dist/'],
  setupFiles: lane === undefined ? [] : [`<rootDir>/__tests__/support/lane-${lane}.ts`],
  // These suites choose their lanes.
  testPathIgnorePatterns: [
    '/node_modules/',
    ...nestSuites,
    ...otherSuites,
    ...(lane === undefined ? [] : ['/execution/lanes/']),
  ],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform } },
    ],
  },
});

const legacyTransform = { legacyDecorator: true, decoratorMetadata: true };

/** Suites of one version of NestJS. Jest loads ES modules only as CommonJS, so those of NestJS are compiled too. */
const nestProject = (displayName, mapped) => {
  const { moduleNameMapper, testPathIgnorePatterns, transform, ...others } = project(
    displayName,
    nestSuites.map((path) => path.replace(/\/$/, '/**/*.test.ts')),
    legacyTransform,
  );
  return {
    ...others,
    moduleNameMapper: { ...moduleNameMapper, ...mapped },
    transform: { '\\.[jt]s$': transform['\\.ts$'] },
    transformIgnorePatterns: ['/node_modules/(?!@nestjs/)'],
  };
};

const oldestNest = '<rootDir>/__tests__/nestjs/oldest/node_modules/@nestjs';

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
    project('standard', standardSuites, { decoratorVersion: '2023-11' }),
    project('legacy', [...suites('decorators'), ...dialectSuites], legacyTransform),
    nestProject('nest', {}),
    nestProject('nest-oldest', {
      '^@nestjs/(common|core|platform-express|platform-fastify|testing)(/.*)?$': `${oldestNest}/$1$2`,
    }),
  ],
};
