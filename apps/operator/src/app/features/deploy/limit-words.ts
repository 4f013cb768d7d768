import type { TargetCapabilities } from '@nora/data-access';

/** What a target makes of the resources an agent may use, for a person; the disk speaks for itself. */
export function limitNote(capabilities: TargetCapabilities | null): string {
  if (!capabilities) return 'What this target can limit is not known now.';
  const { cpu, memory } = capabilities;
  if (cpu === 'enforced' && memory === 'enforced') {
    return 'The target holds the agent to its processors and its memory.';
  }
  if (cpu !== 'enforced' && memory !== 'enforced') {
    return 'This target does not hold an agent to these limits; they are recorded for a later move.';
  }
  const [held, noted] =
    cpu === 'enforced' ? ['its processors', 'Its memory'] : ['its memory', 'Its processors'];
  return `The target holds the agent to ${held}. ${noted} is recorded, not enforced.`;
}

/** What stands below the disk: why it cannot be limited, or what an empty field means. */
export function diskHint(capabilities: TargetCapabilities | null): string {
  if (capabilities?.disk === 'unsupported') {
    return capabilities.diskReason ?? 'This target cannot limit the disk of an agent.';
  }
  return capabilities?.disk === 'recorded' ? 'Recorded, not enforced. Empty: no limit.' : 'Empty: no limit.';
}
