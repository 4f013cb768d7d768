export * from './live-instance';
export * from './test-database';
export * from './test-issuer';
export * from './test-redis';
