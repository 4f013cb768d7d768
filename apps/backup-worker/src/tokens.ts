/** Injection token of the process's structured logger. */
export const LOGGER = Symbol('LOGGER');
