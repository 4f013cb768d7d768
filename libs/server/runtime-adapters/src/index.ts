export type { AccessOptions, BackendOptions, RuntimeAssets } from './options';
export * from './ports';
export { createBackends, createRuntimeAccess } from './registry';
