export * from './simulated-backend';
