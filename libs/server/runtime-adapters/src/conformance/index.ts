export { createDockerAccess, createDockerBackend } from '../docker';
export { deploy, makeAgent } from './harness';
export { describeLifecycle } from './lifecycle';
export { optionsForTest, TEST_DATA_ROOT } from './settings';
export type { BackendUnderTest } from './under-test';
