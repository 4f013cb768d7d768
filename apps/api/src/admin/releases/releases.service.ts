import { RELEASE, ReleaseSettings, type Topology } from '@nora/config';
import { Injectable } from '@nestjs/common';
import { ReleaseFeed } from './release-feed';
import type { NewerReleaseDto, ReleasesDto } from './releases.dto';
import { upgradeSteps } from './upgrade-steps';
import { compareVersions, isPrerelease } from './versions';

const TOPOLOGIES: Topology[] = ['embedded', 'compose', 'kubernetes'];

/** What runs, what there is, and how to get there. */
@Injectable()
export class ReleasesService {
  constructor(
    private readonly settings: ReleaseSettings,
    private readonly feed: ReleaseFeed,
  ) {}

  async get(): Promise<ReleasesDto> {
    const { feedUrl, checkHours, topology } = this.settings;
    const known = await this.feed.known();
    const newer = newerThan(RELEASE.version, known?.releases ?? []);
    const next = newer.find(({ reachable }) => reachable)?.version ?? null;
    const guides = next === null ? [] : (topology ? [topology] : TOPOLOGIES).map((one) => guideOf(one, next));
    return {
      ...{ ...RELEASE, topology, newer, next, guides },
      feed: {
        ...{ url: feedUrl, checkHours },
        ...{ checkedAt: known?.checkedAt ?? null, problem: known?.problem ?? null },
      },
    };
  }

  /** The newest release there is, when it is newer than this one. */
  async newest(): Promise<Pick<NewerReleaseDto, 'version' | 'security'> | null> {
    const newer = newerThan(RELEASE.version, (await this.feed.known())?.releases ?? []);
    const [newest] = newer;
    return newest ? { version: newest.version, security: newer.some(({ security }) => security) } : null;
  }

  /** Looks at the feed now. @throws DomainError `operation_not_allowed` where there is none */
  async check(): Promise<ReleasesDto> {
    await this.feed.look();
    return this.get();
  }
}

const guideOf = (topology: Topology, version: string) => ({
  topology,
  steps: upgradeSteps(topology, version),
});

/** Nobody is led from a release to something that comes before one. */
function newerThan(
  current: string,
  releases: readonly Omit<NewerReleaseDto, 'reachable'>[],
): NewerReleaseDto[] {
  return releases
    .filter(({ version }) => !isPrerelease(version) && compareVersions(version, current) > 0)
    .map((release) => ({
      ...release,
      reachable: release.upgradeFrom === null || compareVersions(current, release.upgradeFrom) >= 0,
    }));
}
