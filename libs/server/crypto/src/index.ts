export * from './api-keys';
export * from './passwords';
export * from './sealed-value';
export * from './tokens';
