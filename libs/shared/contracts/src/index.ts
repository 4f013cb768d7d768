export * from './errors';
export * from './events';
export * from './names';
export * from './roles';
export * from './states';
