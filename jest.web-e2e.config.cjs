// A whole instance in a browser: ./nora test web starts one on a free port for each deploy target and runs this.
const preset = require('./jest.preset.js');

/**
 * Pages about accounts, workspaces and the installation, and the edge, are the same whatever agents run on: one target
 * is enough for them. An outage is seen where the test can write what the runtime's log is to hold.
 */
const elsewhere =
  process.env.NORA_E2E_TARGET === 'docker'
    ? ['/web-e2e/src/((identity|edge)/|nginx\\.|06-queues|08-admin|09-newer)', '/agent/41-outage\\.']
    : [];

module.exports = {
  ...preset,
  displayName: 'web-e2e',
  testMatch: ['<rootDir>/apps/web-e2e/src/**/*.web.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...elsewhere],
  testSequencer: '<rootDir>/tools/jest-by-name.cjs',
  maxWorkers: 1,
  testTimeout: 120_000,
};
