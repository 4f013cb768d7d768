import type { RuntimeSettings } from '@nora/config';
import type Docker from 'dockerode';
import type { LimitSupport, TargetCapabilities } from '../ports';
import { tolerating } from './errors';
import { whyUnfiltered } from './host-firewall';
import { sizeProbeOptions } from './volume-spec';

const NO_QUOTA = /quota/i;

interface EngineInfo {
  CpuCfsQuota?: boolean;
  MemoryLimit?: boolean;
  PidsLimit?: boolean;
}

/** What an engine can do, asked once for what does not change while it runs. */
export class EngineCapabilities {
  private disk: Promise<string | null> | null = null;

  constructor(
    private readonly docker: Docker,
    private readonly settings: RuntimeSettings,
  ) {}

  async read(): Promise<TargetCapabilities> {
    const [info, diskReason, unfiltered] = await Promise.all([
      this.docker.info() as Promise<EngineInfo>,
      this.whyNoDiskLimit(),
      whyUnfiltered(this.settings),
    ]);
    return {
      cpu: supported(info.CpuCfsQuota),
      memory: supported(info.MemoryLimit),
      pids: supported(info.PidsLimit),
      disk: diskReason === null ? 'enforced' : 'unsupported',
      diskReason,
      isolation: 'container',
      egressFilter: unfiltered === null ? 'enforced' : 'none',
    };
  }

  /** Why the engine's volumes cannot have a size; null when they can. */
  whyNoDiskLimit(): Promise<string | null> {
    this.disk ??= this.probe().catch((error: unknown) => {
      this.disk = null;
      throw error;
    });
    return this.disk;
  }

  /** The engine tells it only by making such a volume or refusing to. */
  private async probe(): Promise<string | null> {
    const { installationId } = this.settings;
    const options = sizeProbeOptions(installationId);
    const volume = this.docker.getVolume(options.Name);
    try {
      await this.docker.createVolume(options);
      return null;
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      if (NO_QUOTA.test(said)) {
        return "The engine's disk does not take limits: its volumes must lie on XFS with project quotas (pquota).";
      }
      const { statusCode } = error as { statusCode?: number };
      if (statusCode === 403) return 'Nora may not ask the engine whether its disk takes limits.';
      throw error;
    } finally {
      await tolerating([403, 404], () => volume.remove());
    }
  }
}

function supported(told: boolean | undefined): LimitSupport {
  return told === false ? 'unsupported' : 'enforced';
}
