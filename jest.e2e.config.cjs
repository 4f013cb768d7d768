// A whole instance over HTTP: ./nora test e2e starts one on a free port for each deploy target and runs this.
const preset = require('./jest.preset.js');

/** What calls the API from outside is the same whatever agents run on: one target is enough for it. */
const elsewhere = process.env.NORA_E2E_TARGET === 'docker' ? ['/api-e2e/src/1[1-3]-'] : [];

module.exports = {
  ...preset,
  displayName: 'api-e2e',
  testMatch: ['<rootDir>/apps/api-e2e/src/**/*.e2e.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...elsewhere],
  testSequencer: '<rootDir>/tools/jest-by-name.cjs',
  maxWorkers: 1,
  testTimeout: 60_000,
};
