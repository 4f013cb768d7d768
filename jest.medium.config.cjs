// Tests against a real PostgreSQL and Redis, found through DATABASE_URL and REDIS_URL: ./nora test medium.
const preset = require('./jest.preset.js');

module.exports = {
  ...preset,
  displayName: 'medium',
  testMatch: ['<rootDir>/{apps,libs}/**/*.medium.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/libs/server/testing/src/medium.setup.ts',
  globalTeardown: '<rootDir>/libs/server/testing/src/medium.teardown.ts',
  // Generous: two workers share two cores with the stores, and hooks start whole APIs.
  testTimeout: 60_000,
};
