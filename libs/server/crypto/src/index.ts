export * from './api-keys';
export * from './encryption-key';
export * from './file-key-ring';
export * from './key-file';
export * from './key-ring';
export * from './passwords';
export * from './sealed-value';
export * from './tokens';
