export * from './bootstrap';
export * from './catalog';
export * from './command-environment';
export * from './contract';
export * from './files';
export * from './gateway-access';
export * from './openclaw';
export * from './ports';
