export * from './event-signal';
export * from './queues';
export * from './redis';
export * from './work-consumer';
export * from './work-producer';
export * from './work-queues';
export * from './work-source';
export * from './work-sweep';
