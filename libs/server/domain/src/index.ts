export * from './data-source';
export * from './entities';
export * from './audit/audit';
export * from './deployments/create-agent';
export * from './deployments/request-deployment';
export * from './events/event-log';
export * from './events/event-reader';
export * from './transactions';
