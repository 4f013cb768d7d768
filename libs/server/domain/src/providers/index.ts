export * from './lock-providers';
export * from './provider-users';
