export type { AccessOptions, BackendOptions, RuntimeAssets } from './options';
export * from './ports';
export { protectedAddressesOf } from './protected-addresses';
export { createBackends, createRuntimeAccess } from './registry';
export { ratesBetween } from './usage/rates';
