// Which third-party package may be imported where. ESLint keeps one no-restricted-imports list per file, so
// each room names everything that stays outside it.
const PACKAGES = {
  dockerode: 'dockerode belongs to runtime-adapters/docker.',
  bullmq: 'bullmq belongs to @nora/queues and the workers.',
  'openid-client': 'openid-client belongs to apps/api/src/oauth.',
  undici: 'Outbound HTTP has one client.',
  '@nora/testing': 'The test harness is for specs only.',
  '@nora/api-client': 'The generated client belongs to data-access and feature stores.',
};

const except = (...allowed) => ({
  '@typescript-eslint/no-restricted-imports': [
    'error',
    {
      paths: Object.entries(PACKAGES)
        .filter(([name]) => !allowed.includes(name))
        .map(([name, message]) => ({ name, message })),
    },
  ],
});

export const FENCES = [
  { files: ['**/*.ts'], rules: except() },
  {
    files: ['libs/server/runtime-adapters/src/{docker,conformance}/**/*.ts', 'apps/cli/**/*.ts'],
    rules: except('dockerode', 'bullmq'),
  },
  { files: ['apps/api/src/oauth/**/*.ts'], rules: except('openid-client') },
  { files: ['libs/server/queues/**/*.ts', 'apps/*-worker/**/*.ts'], rules: except('bullmq') },
  {
    files: [
      'libs/web/data-access/**/*.ts',
      'libs/web/api-client/**/*.ts',
      'apps/{operator,admin,site}/**/*.store.ts',
    ],
    rules: except('@nora/api-client'),
  },
  {
    files: [
      '**/*.spec.ts',
      'apps/*-e2e/**/*.ts',
      'apps/*/src/testing/**/*.ts',
      'libs/server/testing/**/*.ts',
    ],
    rules: except(...Object.keys(PACKAGES)),
  },
];
