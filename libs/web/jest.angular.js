// Shared by every browser project: Angular components compile through jest-preset-angular.
const base = require('../../jest.preset.js');
const { join } = require('node:path');

module.exports = {
  testEnvironment: 'jsdom',
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  moduleNameMapper: base.moduleNameMapper,
  moduleFileExtensions: ['ts', 'mjs', 'js', 'html', 'json'],
  setupFilesAfterEnv: [join(__dirname, 'jest.angular.setup.ts')],
  snapshotSerializers: [],
  transform: {
    '^.+\\.(ts|mjs|js|html|svg)$': [
      'jest-preset-angular',
      { tsconfig: join(__dirname, 'tsconfig.spec.json'), stringifyContentPathRegex: '\\.(html|svg)$' },
    ],
  },
  // Angular, its CDK, eventsource-parser and marked ship ES modules only; Jest loads CommonJS.
  transformIgnorePatterns: ['/node_modules/(?!(.*\\.mjs$|@angular/|eventsource-parser/|marked/))'],
};
