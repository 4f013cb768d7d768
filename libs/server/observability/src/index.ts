export * from './correlation';
export * from './health-server';
export * from './logger';
