import { Agent, Deployment } from '@nora/domain';
import { newAgent } from './test-access';
import type { Member, TestApi } from './test-api';

/** Ids of an agent and of a deployment of it. */
export interface AgentIds {
  agentId: string;
  deploymentId: string;
}

/** Makes agents through the API, and does to their rows what a worker would. */
export class TestAgents {
  constructor(private readonly api: TestApi) {}

  /** A new agent, queued. */
  async create({ client, workspaceId }: Member, name: string): Promise<AgentIds> {
    const { status, body } = await client.post(`/api/workspaces/${workspaceId}/agents`, newAgent(name));
    if (status !== 202) throw new Error(`creating an agent answered ${JSON.stringify(body)}`);
    const { agent, deployment } = body as { agent: { id: string }; deployment: { id: string } };
    return { agentId: agent.id, deploymentId: deployment.id };
  }

  /** An agent whose first deployment succeeded. */
  async settled(owner: Member, name: string, changes: Partial<Agent> = {}): Promise<AgentIds> {
    const ids = await this.create(owner, name);
    await this.settle(ids.agentId, { status: 'running', storageCreatedAt: new Date(), ...changes });
    return ids;
  }

  /** Ends what is in flight, and writes what became of the agent. */
  async settle(
    agentId: string,
    agent: Partial<Agent>,
    deployment: Partial<Deployment> = { status: 'succeeded' },
  ): Promise<void> {
    const { manager } = this.api.dataSource;
    await manager
      .createQueryBuilder()
      .update(Deployment)
      .set({ startedAt: new Date(), finishedAt: new Date(), ...deployment })
      .where({ agentId })
      .andWhere(`status IN ('queued', 'running')`)
      .execute();
    await manager.update(Agent, { id: agentId }, agent);
  }

  /** One deleted whose data is kept, as the worker leaves it. */
  async deletedWithData(owner: Member, name: string): Promise<AgentIds> {
    const ids = await this.settled(owner, name);
    await this.settle(ids.agentId, { status: 'deleted', desiredState: 'deleted', dataKeptAt: new Date() });
    await this.api.dataSource.query('DELETE FROM agent_credentials WHERE agent_id = $1', [ids.agentId]);
    return ids;
  }
}
