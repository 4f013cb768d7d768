import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ReleasesService } from '../releases/releases.service';
import type { AdminOverviewDto } from './admin-overview.dto';

type Counts = Record<'users' | 'workspaces' | 'queued' | 'running' | 'failed', number>;

/** Counts over the whole installation, for platform admins. */
@Injectable()
export class AdminOverviewService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly releases: ReleasesService,
  ) {}

  async get(): Promise<AdminOverviewDto> {
    const [byStatus, [counts], newestRelease] = await Promise.all([
      this.dataSource.query<{ status: string; count: number }[]>(
        `SELECT status, count(*)::int AS count FROM agents WHERE status <> 'deleted' GROUP BY status ORDER BY status`,
      ),
      this.dataSource.query<Counts[]>(
        `SELECT (SELECT count(*) FROM users)::int AS users, (SELECT count(*) FROM workspaces WHERE deleted_at IS NULL)::int AS workspaces,
           (SELECT count(*) FROM deployments WHERE status = 'queued')::int AS queued,
           (SELECT count(*) FROM deployments WHERE status = 'running')::int AS running,
           (SELECT count(*) FROM deployments
            WHERE status = 'failed' AND finished_at > now() - interval '24 hours')::int AS failed`,
      ),
      this.releases.newest(),
    ]);
    if (!counts) throw new Error('a query without FROM gave no row');
    const { users, workspaces, queued, running, failed } = counts;
    return {
      users,
      workspaces,
      agents: {
        total: byStatus.reduce((sum, { count }) => sum + count, 0),
        byStatus: Object.fromEntries(byStatus.map(({ status, count }) => [status, count])),
      },
      deployments: { queued, running, failedLast24h: failed },
      newestRelease,
    };
  }
}
