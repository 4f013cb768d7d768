export * from './live-instance';
export * from './test-database';
export * from './test-redis';
