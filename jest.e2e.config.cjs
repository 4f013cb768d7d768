// A whole instance over HTTP: ./nora test e2e starts one on a free port for each deploy target and runs this.
const preset = require('./jest.preset.js');

module.exports = {
  ...preset,
  displayName: 'api-e2e',
  testMatch: ['<rootDir>/apps/api-e2e/src/**/*.e2e.spec.ts'],
  testSequencer: '<rootDir>/tools/jest-by-name.cjs',
  maxWorkers: 1,
  testTimeout: 60_000,
};
