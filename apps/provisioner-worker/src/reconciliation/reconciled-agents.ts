import { Agent, Deployment } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';

/** Agents one query reads. */
const BATCH = 1_000;

/** Reads agents for the reconciler: those that nobody works on. */
@Injectable()
export class ReconciledAgents {
  constructor(private readonly dataSource: DataSource) {}

  /** Every agent that exists and has no deployment in flight, in order of ids, some at a time. */
  async *batches(): AsyncIterable<Agent[]> {
    for (let after: string | null = null; ;) {
      const query = this.idle();
      if (after !== null) query.andWhere('agent.id > :after', { after });
      const agents: Agent[] = await query.orderBy('agent.id').limit(BATCH).getMany();
      if (agents.length > 0) yield agents;
      if (agents.length < BATCH) return;
      after = agents.at(-1)?.id ?? after;
    }
  }

  /** One agent as it is now; null when it is gone or somebody works on it. */
  find(agentId: string): Promise<Agent | null> {
    return this.idle().andWhere('agent.id = :agentId', { agentId }).getOne();
  }

  /** What is known of agents whose runtimes nobody claimed; also deleted ones. */
  async fates(agentIds: string[]): Promise<Map<string, 'kept' | 'deleted' | 'alive'>> {
    const fates = new Map<string, 'kept' | 'deleted' | 'alive'>();
    for (let start = 0; start < agentIds.length; start += BATCH) {
      const rows = await this.dataSource.query<{ id: string; fate: 'kept' | 'deleted' | 'alive' }[]>(
        `SELECT a.id, CASE
           WHEN a.status <> 'deleted' OR d.id IS NOT NULL THEN 'alive'
           WHEN a.data_kept_at IS NOT NULL THEN 'kept' ELSE 'deleted' END AS fate
         FROM agents a
         LEFT JOIN deployments d ON d.agent_id = a.id AND d.status IN ('queued', 'running')
         WHERE a.id::text = ANY($1)`,
        [agentIds.slice(start, start + BATCH)],
      );
      for (const { id, fate } of rows) fates.set(id, fate);
    }
    return fates;
  }

  private idle(): SelectQueryBuilder<Agent> {
    return (
      this.dataSource
        .createQueryBuilder(Agent, 'agent')
        .where(`agent.status <> 'deleted'`)
        .andWhere((builder) => `NOT EXISTS ${activeOf(builder, 'deployment.agentId = agent.id')}`)
        // While it is being copied, the source of a duplicate may be paused: that is no drift.
        .andWhere(
          (builder) =>
            `NOT EXISTS ${activeOf(builder, `deployment.options->'source'->>'agentId' = agent.id::text`)}`,
        )
    );
  }
}

function activeOf(builder: SelectQueryBuilder<Agent>, condition: string): string {
  return builder
    .subQuery()
    .select('1')
    .from(Deployment, 'deployment')
    .where(condition)
    .andWhere(`deployment.status IN ('queued', 'running')`)
    .getQuery();
}
