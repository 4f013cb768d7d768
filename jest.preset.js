// Shared by every project: server code is compiled by SWC, which keeps decorator metadata.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const { compilerOptions } = JSON.parse(readFileSync(join(__dirname, 'tsconfig.base.json'), 'utf8'));
const moduleNameMapper = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([name, [path]]) => [`^${name}$`, join(__dirname, path)]),
);

/** Packages that ship ES modules only: they are compiled as well, because Jest loads CommonJS. */
const ES_MODULES = [
  ...['eventsource-parser', 'nodemailer', 'otpauth', '@noble/hashes', 'uqr'],
  ...['openid-client', 'oauth4webapi', 'jose', 'oidc-provider', 'smtp-server', 'mailparser'],
  '@openclaw',
];

module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '\\.(medium|runtime)\\.spec\\.ts$'],
  moduleNameMapper,
  transform: {
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES.join('|')})/)`],
};
