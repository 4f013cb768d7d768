export * from './deployments-producer';
export * from './event-signal';
export * from './queues';
export * from './redis';
