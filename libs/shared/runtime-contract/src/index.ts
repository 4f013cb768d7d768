export * from './bootstrap';
export * from './catalog';
export * from './contract';
export * from './files';
export * from './openclaw';
export * from './ports';
