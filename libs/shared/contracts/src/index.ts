export * from './accounts';
export * from './errors';
export * from './events';
export * from './log-levels';
export * from './names';
export * from './permissions';
export * from './roles';
export * from './states';
