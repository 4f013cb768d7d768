import type { TargetCapabilities } from '@nora/runtime-adapters';
import { refuseUnsupported } from './unsupported';

const CAPABILITIES: TargetCapabilities = {
  ...{ cpu: 'recorded', memory: 'enforced', pids: 'enforced', disk: 'unsupported' },
  ...{ diskReason: 'No quotas.', isolation: 'container', egressFilter: 'none' },
};

describe('refuseUnsupported', () => {
  it.each([{}, { diskGb: null }, { vcpu: 1, ramMb: 2048 }])(
    'takes %j: nothing of it is unsupported',
    (wanted) => {
      expect(() => refuseUnsupported(CAPABILITIES, wanted)).not.toThrow();
    },
  );

  it('refuses a limit that cannot be had, with the reason', () => {
    expect(() => refuseUnsupported(CAPABILITIES, { vcpu: 1, diskGb: 5 })).toThrow(
      expect.objectContaining({
        ...{ code: 'unsupported_capability', status: 422, message: 'No quotas.' },
        extra: {
          errors: [{ path: 'resources.diskGb', code: 'unsupported_capability', message: 'No quotas.' }],
        },
      }),
    );
  });

  it('names every limit that cannot be had', () => {
    const nothing = { ...CAPABILITIES, cpu: 'unsupported', memory: 'unsupported' } as const;
    let paths: (string | undefined)[] = [];
    try {
      refuseUnsupported(nothing, { vcpu: 1, ramMb: 2048, diskGb: 5 });
    } catch (error) {
      paths = (error as { extra: { errors: { path: string }[] } }).extra.errors.map(({ path }) => path);
    }
    expect(paths).toEqual(['resources.vcpu', 'resources.ramMb', 'resources.diskGb']);
  });
});
