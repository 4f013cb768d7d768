/** Injection token of the process's structured logger. */
export const LOGGER = Symbol('LOGGER');
/** Injection token of the Redis connection that queues are read through. */
export const WORKER_REDIS = Symbol('WORKER_REDIS');
/** Injection token of the Redis connection that jobs are added and events are signalled through. */
export const PRODUCER_REDIS = Symbol('PRODUCER_REDIS');
/** Injection token of the producer of deployment jobs. */
export const DEPLOYMENTS_PRODUCER = Symbol('DEPLOYMENTS_PRODUCER');
