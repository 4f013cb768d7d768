import { DomainError } from '@nora/contracts';
import {
  Agent,
  AgentModel,
  Transactions,
  changesOf,
  holdProviders,
  lockAgent,
  noteEffect,
  recordAudit,
  wantRedeploy,
  type ModelChoice,
} from '@nora/domain';
import type { WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { auditActorOf } from '../core/audit-actor';
import { AgentModelsReader } from './agent-models.reader';
import type { AgentModelDto } from './dto/agent-model.dto';
import type { SetAgentModelDto } from './dto/set-agent-model.dto';
import { kindOf, requireFitting } from './fitting';
import { shapesOf } from './provider-words';

type Binding = Pick<
  AgentModel,
  'providerId' | 'model' | 'fallbacks' | 'delivery' | 'loopAction' | 'loopTimes' | 'loopMinutes'
>;

/** Binds agents to models. */
@Injectable()
export class AgentModelsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly reader: AgentModelsReader,
  ) {}

  /**
   * Binds an agent anew; its next call is one of the new model. Where the runtime is to talk in another way, or holds
   * the key itself, it has to be redeployed before it does.
   * @throws DomainError `not_found`, `operation_not_allowed`, `unknown_provider`, `provider_disabled`,
   * `unsupported_combination`, `validation_failed`
   */
  async set(actor: WorkspaceActor, agentId: string, body: SetAgentModelDto): Promise<AgentModelDto> {
    const { workspaceId } = actor;
    await this.transactions.run(async (manager, events) => {
      const agent = await lockAgent(manager, workspaceId, agentId);
      refuseDeleted(agent);
      const row = await manager.findOneByOrFail(AgentModel, { agentId });
      const before = bindingOf(row);
      const after = wanted(before, body);
      const ids = [before, after, ...after.fallbacks].map(({ providerId }) => providerId);
      const providers = await holdProviders(manager, workspaceId, ids);
      requireFitting(after, providers);
      await noteEffect(manager, { agentId });
      const changes = changesOf(before, after);
      if (changes.before === null) return;
      await manager.update(AgentModel, { agentId }, { ...after, revision: () => 'revision + 1' });
      const [kind, kindBefore] = [kindOf(after, providers), kindOf(before, providers)];
      const delivered = after.delivery === 'direct' || before.delivery === 'direct';
      const learns = delivered ? !sameModel(before, after) : shapesOf(kind)[0] !== shapesOf(kindBefore)[0];
      await manager.update(Agent, { id: agentId }, { provider: kind });
      if (learns) await wantRedeploy(manager, events, [agentId]);
      await events.record(workspaceId, 'agent.model-changed', { agentId });
      await recordAudit(manager, {
        ...{ actor: auditActorOf(actor), action: 'agent.model', resourceType: 'agent', resourceId: agentId },
        ...{ workspaceId, ...changes },
      });
    });
    return this.reader.get(workspaceId, agentId);
  }
}

function refuseDeleted({ status }: Agent): void {
  if (status !== 'deleted' && status !== 'deleting') return;
  throw new DomainError('operation_not_allowed', `An agent that is ${status} is not bound to another model.`);
}

function bindingOf(row: AgentModel): Binding {
  const { providerId, model, fallbacks, delivery, loopAction, loopTimes, loopMinutes } = row;
  return { providerId, model, fallbacks, delivery, loopAction, loopTimes, loopMinutes };
}

function wanted(before: Binding, { fallbacks, delivery, loop, ...choice }: SetAgentModelDto): Binding {
  return {
    ...before,
    ...choiceOf(choice),
    fallbacks: fallbacks.map(choiceOf),
    ...(delivery ? { delivery } : {}),
    ...(loop ? { loopAction: loop.action, loopTimes: loop.times, loopMinutes: loop.minutes } : {}),
  };
}

function choiceOf({ providerId, model }: ModelChoice): ModelChoice {
  return { providerId: providerId?.toLowerCase() ?? null, model };
}

/** Whether a runtime that calls the provider itself would be given the same. */
function sameModel(one: Binding, other: Binding): boolean {
  return one.providerId === other.providerId && one.model === other.model && one.delivery === other.delivery;
}
