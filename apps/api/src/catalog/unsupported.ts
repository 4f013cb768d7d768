import { DomainError } from '@nora/contracts';
import type { TargetCapabilities } from '@nora/runtime-adapters';

/** Limits that are asked for; null and absent ask for none. */
export interface WantedLimits {
  vcpu?: number;
  ramMb?: number;
  diskGb?: number | null;
}

const LIMITS = [
  ['vcpu', 'cpu', 'processor time'],
  ['ramMb', 'memory', 'memory'],
  ['diskGb', 'disk', 'disk'],
] as const;

/**
 * Refuses what a target cannot do, instead of passing over it.
 * @throws DomainError `unsupported_capability` that names each limit and why it cannot be had
 */
export function refuseUnsupported(capabilities: TargetCapabilities, wanted: WantedLimits): void {
  const errors = LIMITS.filter(
    ([name, limit]) => (wanted[name] ?? null) !== null && capabilities[limit] === 'unsupported',
  ).map(([name, limit, label]) => {
    const reason = limit === 'disk' ? capabilities.diskReason : null;
    const message = reason ?? `This target has no limit for ${label}.`;
    return { path: `resources.${name}`, code: 'unsupported_capability', message };
  });
  const [first] = errors;
  if (first) throw new DomainError('unsupported_capability', first.message, { errors });
}
