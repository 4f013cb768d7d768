export * from './correlation';
export * from './health-server';
export * from './logger';
export * from './recurring-task';
