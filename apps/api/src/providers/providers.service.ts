import { DomainError, keyHintOf } from '@nora/contracts';
import {
  ModelProvider,
  Transactions,
  agentsUsing,
  changesOf,
  lockDirectUsers,
  lockWorkspace,
  noteEffect,
  releaseFromGoneAgents,
  renewBindings,
  wantRedeploy,
} from '@nora/domain';
import type { WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { testFailed } from './client/provider-fault';
import type { ProviderPlace } from './client/provider-place';
import { ProviderTester, type ProviderTest } from './client/provider-tester';
import type { ProviderDto } from './dto/provider.dto';
import type { ChangeProviderDto, CreateProviderDto } from './dto/write-provider.dto';
import { changed, factsOf, requireComplete, usualAsNull } from './provider-facts';
import { ProviderKeys } from './provider-keys';
import {
  findProvider,
  lockProvider,
  makeWayForDefault,
  nameTaken,
  recordProvider,
  refuseTooMany,
} from './provider-rows';
import { ProvidersReader } from './providers.reader';

/** Agents that a refusal names. */
const MOST_NAMED = 100;

/** Sets up, changes and removes the providers of a workspace. */
@Injectable()
export class ProvidersService {
  constructor(
    private readonly transactions: Transactions,
    private readonly keys: ProviderKeys,
    private readonly tester: ProviderTester,
    private readonly reader: ProvidersReader,
  ) {}

  /**
   * Tests a provider and keeps it.
   * @throws DomainError `provider_test_failed`, `name_taken`, `conflict` when there are too many, `validation_failed`
   */
  async create(actor: WorkspaceActor, body: CreateProviderDto): Promise<ProviderDto> {
    const { workspaceId, userId } = actor;
    const { kind, name, defaultModel, isDefault, skipTest } = body;
    const baseUrl = usualAsNull(kind, body.baseUrl);
    const apiKey = body.apiKey ?? null;
    requireComplete({ kind, baseUrl, apiKey });
    const test = skipTest ? null : await this.passed({ kind, baseUrl, apiKey }, defaultModel);
    const id = uuidv7();
    await this.transactions.run(async (manager, events) => {
      await lockWorkspace(manager, workspaceId);
      await refuseTooMany(manager, workspaceId);
      if (isDefault) await makeWayForDefault(manager, workspaceId);
      const provider = manager.create(ModelProvider, {
        ...{
          id,
          workspaceId,
          name,
          kind,
          baseUrl,
          defaultModel,
          isDefault,
          enabled: true,
          createdById: userId,
        },
        ...{ apiKey: this.keys.seal(id, apiKey), keyHint: apiKey === null ? null : keyHintOf(apiKey) },
        ...{
          keyChangedAt: apiKey === null ? null : new Date(),
          testedAt: test?.testedAt ?? null,
          testFault: null,
        },
      });
      await manager
        .insert(ModelProvider, provider)
        .catch((error: unknown) => Promise.reject(nameTaken(error, name)));
      await noteEffect(manager, {});
      await events.record(workspaceId, 'provider.changed', { providerId: id });
      const after = { kind, ...factsOf(provider), tested: test !== null };
      await recordProvider(manager, actor, id, { act: 'create', before: null, after });
    });
    return this.reader.get(workspaceId, id);
  }

  /**
   * Changes a provider, testing what its calls depend on. Its agents are asked with it from their next call on.
   * @throws DomainError `not_found`, `provider_test_failed`, `name_taken`, `conflict` when somebody else was quicker,
   * `validation_failed`
   */
  async change(actor: WorkspaceActor, providerId: string, body: ChangeProviderDto): Promise<ProviderDto> {
    const { workspaceId } = actor;
    const read = await findProvider(this.transactions.dataSource.manager, workspaceId, providerId);
    const { apiKey, isOther, isElsewhere, facts: tested } = changed(read, this.keys.open(read), body);
    const place = { kind: read.kind, baseUrl: tested.baseUrl, apiKey };
    const test = isOther && !body.skipTest ? await this.passed(place, tested.defaultModel) : null;
    await this.transactions.run(async (manager, events) => {
      if (body.isDefault) await lockWorkspace(manager, workspaceId);
      const direct = isElsewhere ? await lockDirectUsers(manager, providerId) : [];
      const provider = await lockProvider(manager, workspaceId, providerId);
      refuseOvertaken(read, provider);
      // Of what was not tested, somebody may have changed something else meanwhile.
      const { facts } = changed(provider, this.keys.open(provider), body);
      const changes = changesOf(factsOf(provider), facts);
      await noteEffect(manager, {});
      if (changes.before === null) return;
      if (facts.isDefault && !provider.isDefault) await makeWayForDefault(manager, workspaceId);
      await manager
        .update(
          ModelProvider,
          { id: providerId },
          {
            ...facts,
            ...(isElsewhere ? { apiKey: this.keys.seal(providerId, apiKey) } : {}),
            ...(isOther ? { testedAt: test?.testedAt ?? null, testFault: null } : {}),
          },
        )
        .catch((error: unknown) => Promise.reject(nameTaken(error, facts.name)));
      await renewBindings(manager, provider);
      await wantRedeploy(manager, events, direct);
      await events.record(workspaceId, 'provider.changed', { providerId });
      await recordProvider(manager, actor, providerId, { act: 'change', ...changes });
    });
    return this.reader.get(workspaceId, providerId);
  }

  /** @throws DomainError `not_found`, `provider_in_use` that names the agents */
  async delete(actor: WorkspaceActor, providerId: string): Promise<void> {
    const { workspaceId } = actor;
    await this.transactions.run(async (manager, events) => {
      const provider = await lockProvider(manager, workspaceId, providerId);
      const agents = await agentsUsing(manager, provider);
      if (agents.length > 0) {
        const many = agents.length === 1 ? 'One agent uses' : `${agents.length} agents use`;
        const message = `${many} this provider. Bind them to another first; those that were deleted and can be restored count too.`;
        throw new DomainError('provider_in_use', message, { agents: agents.slice(0, MOST_NAMED) });
      }
      await releaseFromGoneAgents(manager, provider);
      await manager.delete(ModelProvider, { id: providerId });
      await noteEffect(manager, {});
      await events.record(workspaceId, 'provider.changed', { providerId });
      const before = { kind: provider.kind, ...factsOf(provider) };
      await recordProvider(manager, actor, providerId, { act: 'delete', before, after: null });
    });
  }

  /**
   * Tests a provider as it is, and notes down what came of it.
   * @throws DomainError `not_found`
   */
  async test(actor: WorkspaceActor, providerId: string): Promise<ProviderTest> {
    const { workspaceId } = actor;
    const read = await findProvider(this.transactions.dataSource.manager, workspaceId, providerId);
    const test = await this.tester.test(this.keys.placeOf(read), read.defaultModel);
    const { testedAt, fault } = test;
    await this.transactions.run(async (manager, events) => {
      const provider = await lockProvider(manager, workspaceId, providerId);
      await noteEffect(manager, {});
      const details = { succeeded: fault === null, fault: fault?.code ?? null };
      await recordProvider(manager, actor, providerId, { act: 'test', before: null, after: null, details });
      // Of one that has been changed meanwhile it says nothing.
      if (!isSame(read, provider)) return;
      await manager.update(
        ModelProvider,
        { id: providerId },
        { testedAt, testFault: fault?.message ?? null },
      );
      await events.record(workspaceId, 'provider.changed', { providerId });
    });
    return test;
  }

  /**
   * Tests what has not been saved. Nothing is kept.
   * @throws DomainError `validation_failed`
   */
  try(place: ProviderPlace, model: string | null): Promise<ProviderTest> {
    requireComplete(place);
    return this.tester.test(place, model);
  }

  private async passed(place: ProviderPlace, model: string): Promise<ProviderTest> {
    const test = await this.tester.test(place, model);
    if (test.fault) throw testFailed(test.fault);
    return test;
  }
}

/** What was tested must be what is kept: a key must not go to an address that somebody else has put there meanwhile. */
function refuseOvertaken(read: ModelProvider, now: ModelProvider): void {
  if (isSame(read, now)) return;
  const message = 'Somebody else has changed this provider at the same moment. Look at it again.';
  throw new DomainError('conflict', message);
}

/** The key is compared as it was given, since a rotation of the encryption key writes it anew. */
function isSame(read: ModelProvider, now: ModelProvider): boolean {
  const same = (one: Date | null, other: Date | null) => one?.getTime() === other?.getTime();
  return (
    read.baseUrl === now.baseUrl &&
    read.defaultModel === now.defaultModel &&
    same(read.keyChangedAt, now.keyChangedAt)
  );
}
