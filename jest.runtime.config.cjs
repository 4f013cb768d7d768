// Tests of the deploy targets against real OpenClaw runtimes; minutes long: npx jest -c jest.runtime.config.cjs.
// Docker is found as by its own client; the process target needs Linux. Build the sidecar first.
const preset = require('./jest.preset.js');

module.exports = {
  ...preset,
  displayName: 'runtime',
  testMatch: ['<rootDir>/{apps,libs}/**/*.runtime.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 300_000,
};
