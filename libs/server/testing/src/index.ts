export * from './live-instance';
export * from './sealed-rows';
export * from './test-database';
export * from './test-issuer';
export * from './test-redis';
export {
  TestModelProvider,
  conductOf,
  type ProviderCall,
  type ProviderConduct,
} from './model-provider/test-model-provider';
