// Which third-party package may be imported where. ESLint keeps one no-restricted-imports list per file, so
// each room names everything that stays outside it.
const PACKAGES = {
  dockerode: 'dockerode belongs to runtime-adapters/docker.',
  bullmq: 'bullmq belongs to @nora/queues and the workers.',
  'openid-client': 'openid-client belongs to apps/api/src/oauth.',
  undici: 'undici belongs to @nora/outbound-http.',
  '@nora/testing': 'The test harness is for specs only.',
  '@nora/api-client': 'The generated client belongs to data-access and feature stores.',
};

// Node's own HTTP clients check no address. Whoever is allowed them calls runtimes at recorded addresses, or its
// own instance.
const CLIENTS = ['node:http', 'node:https', 'http', 'https'];
const FETCH = 'no-restricted-globals';

const except = (...allowed) => ({
  '@typescript-eslint/no-restricted-imports': [
    'error',
    {
      paths: [
        ...Object.entries(PACKAGES)
          .filter(([name]) => !allowed.includes(name))
          .map(([name, message]) => ({ name, message })),
        ...CLIENTS.filter(() => !allowed.includes('clients')).map((name) => ({
          name,
          importNames: ['request', 'get', 'default'],
          message: 'Calls to the outside go through @nora/outbound-http.',
        })),
      ],
    },
  ],
  [FETCH]: allowed.includes('clients')
    ? 'off'
    : ['error', { name: 'fetch', message: 'Calls to the outside go through @nora/outbound-http.' }],
});

export const FENCES = [
  { files: ['**/*.ts'], rules: except() },
  { files: ['libs/web/**/*.ts', 'apps/{operator,admin,site}/**/*.ts'], rules: except('clients') },
  { files: ['apps/{engine-gate,runtime-sidecar,simulated-engine}/**/*.ts'], rules: except('clients') },
  { files: ['apps/api/src/{gateway,agent-files}/**/*.ts'], rules: except('clients') },
  { files: ['libs/server/outbound-http/**/*.ts'], rules: except('undici') },
  { files: ['libs/server/runtime-adapters/**/*.ts'], rules: except('clients') },
  {
    files: ['libs/server/runtime-adapters/src/{docker,conformance}/**/*.ts', 'apps/cli/**/*.ts'],
    rules: except('dockerode', 'bullmq', 'clients'),
  },
  { files: ['apps/api/src/oauth/**/*.ts'], rules: except('openid-client') },
  { files: ['libs/server/queues/**/*.ts', 'apps/*-worker/**/*.ts'], rules: except('bullmq') },
  {
    files: ['apps/provisioner-worker/src/{deployments,schedules}/**/*.ts'],
    rules: except('bullmq', 'clients'),
  },
  {
    files: [
      'libs/web/data-access/**/*.ts',
      'libs/web/api-client/**/*.ts',
      'apps/{operator,admin,site}/**/*.store.ts',
    ],
    rules: except('@nora/api-client', 'clients'),
  },
  {
    files: [
      '**/*.spec.ts',
      'apps/*-e2e/**/*.ts',
      'apps/*/src/testing/**/*.ts',
      'libs/server/testing/**/*.ts',
    ],
    rules: except(...Object.keys(PACKAGES), 'clients'),
  },
];
