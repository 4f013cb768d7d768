// The whole of docker/compose.yml: ./nora test stack builds its images, starts it under a name of its own and runs this.
const preset = require('./jest.preset.js');

module.exports = {
  ...preset,
  displayName: 'stack-e2e',
  testMatch: ['<rootDir>/apps/api-e2e/src/stack/**/*.stack.spec.ts'],
  // Build contexts hold copies of packages of the checkout.
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testSequencer: '<rootDir>/tools/jest-by-name.cjs',
  maxWorkers: 1,
  testTimeout: 60_000,
};
