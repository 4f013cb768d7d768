import type { PlatformSettings } from '@nora/contracts';
import type { Catalog, CatalogEntry } from '@nora/runtime-contract';
import type { AgentDefaults } from './catalog.service';

/** What a new agent gets: as an administrator has chosen where that is available, or else the first that is. */
export function agentDefaults(
  {
    runtimeFamilies,
    deployTargets,
    sandboxProfiles,
  }: Pick<Catalog, 'runtimeFamilies' | 'deployTargets' | 'sandboxProfiles'>,
  { runtimeFamily, deployTarget, vcpu, ramMb }: PlatformSettings,
): AgentDefaults {
  return {
    runtimeFamily: chosen(runtimeFamilies, runtimeFamily),
    deployTarget: chosen(deployTargets, deployTarget),
    sandboxProfile: chosen(sandboxProfiles, null),
    resources: { vcpu, ramMb },
  };
}

function chosen(entries: readonly CatalogEntry[], wanted: string | null): string | null {
  const available = entries.filter((entry) => entry.available);
  return (available.find(({ id }) => id === wanted) ?? available[0])?.id ?? null;
}
