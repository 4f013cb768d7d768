// A whole instance in a browser: ./nora test web starts one on a free port for each deploy target and runs this.
const preset = require('./jest.preset.js');

module.exports = {
  ...preset,
  displayName: 'web-e2e',
  testMatch: ['<rootDir>/apps/web-e2e/src/**/*.web.spec.ts'],
  testSequencer: '<rootDir>/tools/jest-by-name.cjs',
  maxWorkers: 1,
  testTimeout: 120_000,
};
