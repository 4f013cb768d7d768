import { describeLifecycle } from './lifecycle';
import { describeOpenclaw } from './openclaw';
import type { BackendUnderTest } from './under-test';

export type { BackendUnderTest } from './under-test';

/** Everything a backend that runs real OpenClaw runtimes promises. */
export function describeRuntimeBackend(name: string, underTest: BackendUnderTest): void {
  describe(`${name} backend`, () => {
    afterAll(() => underTest.cleanUp());
    describeLifecycle(underTest);
    describeOpenclaw(underTest);
  });
}
