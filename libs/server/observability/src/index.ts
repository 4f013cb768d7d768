export * from './correlation';
export * from './health-server';
export * from './logger';
export * from './metrics/adapter-metrics';
export * from './metrics/engine-metrics';
export * from './metrics/metrics';
export * from './metrics/queue-metrics';
export * from './recurring-task';
