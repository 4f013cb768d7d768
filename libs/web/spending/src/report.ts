// Beside the others, so that who only needs words and amounts does not load the library that draws.
export * from './lib/usage/usage-report';
