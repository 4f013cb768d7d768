import type { VolumeCreateOptions } from 'dockerode';
import type { RuntimeSpec } from '../ports';
import { labelsOf } from './container-spec';
import { LABELS, objectName } from './names';

/** Options with which the engine's local driver makes a volume of limited size; none for no limit. */
export function sizeOptions(diskGb: number | null): Record<string, string> {
  return diskGb === null ? {} : { size: `${diskGb}g` };
}

/**
 * What an agent's volume is created with.
 * @param diskGb null for a volume without a limit
 */
export function volumeOptions(
  installationId: string,
  owner: Pick<RuntimeSpec, 'agentId' | 'workspaceId'>,
  diskGb: number | null,
) {
  return {
    Name: objectName(installationId, owner.agentId),
    Labels: labelsOf(installationId, owner),
    DriverOpts: sizeOptions(diskGb),
  } satisfies VolumeCreateOptions;
}

/** What the volume is created with that shows whether volumes can have a size; it goes at once. */
export function sizeProbeOptions(installationId: string) {
  return {
    Name: `nora-${installationId}-size-probe`,
    Labels: { [LABELS.installation]: installationId },
    DriverOpts: sizeOptions(1),
  } satisfies VolumeCreateOptions;
}
