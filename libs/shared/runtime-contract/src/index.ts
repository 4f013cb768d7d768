export * from './catalog';
export * from './ports';
