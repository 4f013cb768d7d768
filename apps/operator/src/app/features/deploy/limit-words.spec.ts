import type { TargetCapabilities } from '@nora/data-access';

import { diskHint, limitNote } from './limit-words';

const capabilities = (part: Partial<TargetCapabilities> = {}): TargetCapabilities => ({
  ...{ cpu: 'enforced', memory: 'enforced', pids: 'enforced', disk: 'enforced', diskReason: null },
  ...{ isolation: 'container', egressFilter: 'enforced', ...part },
});

describe('words for limits', () => {
  it('promises only what the target enforces', () => {
    expect(limitNote(capabilities())).toContain('holds the agent to');
    expect(limitNote(capabilities({ cpu: 'recorded', memory: 'recorded' }))).toContain('does not hold');
    expect(limitNote(capabilities({ memory: 'recorded' }))).toContain('Its memory is recorded');
    expect(limitNote(null)).toContain('not known');
  });

  it('gives the reason of the target where the disk cannot be limited', () => {
    const reason = 'The storage driver overlay2 on ext4 has no quotas.';
    expect(diskHint(capabilities({ disk: 'unsupported', diskReason: reason }))).toBe(reason);
    expect(diskHint(capabilities())).toBe('Empty: no limit.');
  });
});
