import type { WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { AgentRpc, callerOf } from '../rpc/agent-rpc';
import type { OpenclawRpc } from '../rpc/openclaw-rpc';
import { rpcFailure } from '../rpc/rpc-errors';
import type { RpcMethod, RpcMethods } from '../rpc/rpc-methods';
import type { AgentCapabilitiesDto } from './agent-capabilities.dto';
import type { Listing } from './listing';
import { readChannels } from './read-channels';
import { JOB_LIMIT, readJobs } from './read-jobs';
import { readModels } from './read-models';
import { readSkills } from './read-skills';
import { readTools } from './read-tools';
import { USAGE_DAYS, readUsageDays } from './read-usage';

/** Somebody waits for the page: what takes longer is left out. */
const SECTION_MS = 10_000;
const UNREADABLE = "The agent's gateway gave an answer that Nora does not understand.";

type Section<L> = (L & { reason: null }) | { items: null; more: 0; reason: string };

interface Question<M extends RpcMethod, L> {
  method: M;
  params: RpcMethods[M];
  read: (answer: unknown) => L | null;
}

/** What agents can do, as their runtimes say. Nothing of it is kept. */
@Injectable()
export class CapabilitiesService {
  constructor(private readonly rpc: AgentRpc) {}

  /**
   * Asks for all of it at once; what the runtime refuses, or does not know, says so in its place.
   * @throws DomainError the codes of `AgentRpc.connect`
   */
  async get(actor: WorkspaceActor, agentId: string): Promise<AgentCapabilitiesDto> {
    const { rpc, release } = await this.rpc.connect(callerOf(actor, agentId));
    try {
      const [models, tools, skills, channels, jobs, usage] = await Promise.all([
        ask(rpc, { method: 'models.list', params: { view: 'configured' }, read: readModels }),
        ask(rpc, { method: 'tools.catalog', params: {}, read: readTools }),
        ask(rpc, { method: 'skills.status', params: {}, read: readSkills }),
        ask(rpc, { method: 'channels.status', params: { probe: false }, read: readChannels }),
        // The compact form leaves out what is said to the agent and the commands that are waited for.
        ask(rpc, {
          method: 'cron.list',
          params: { includeDisabled: true, compact: true, limit: JOB_LIMIT },
          read: readJobs,
        }),
        ask(rpc, { method: 'usage.cost', params: { days: USAGE_DAYS, mode: 'utc' }, read: readUsageDays }),
      ]);
      return { models, tools, skills, channels, jobs, usage: { counting: false, ...usage } };
    } finally {
      release();
    }
  }
}

/** @throws DomainError where it is not this answer that is missing but the connection */
async function ask<M extends RpcMethod, T, L extends Listing<T>>(
  rpc: OpenclawRpc,
  { method, params, read }: Question<M, L>,
): Promise<Section<L>> {
  let answer: unknown;
  try {
    answer = await rpc.request(method, params, { timeoutMs: SECTION_MS });
  } catch (error) {
    const failure = rpcFailure(error);
    if (failure.code === 'runtime_unreachable') throw failure;
    return { items: null, more: 0, reason: failure.message };
  }
  const found = read(answer);
  return found ? { ...found, reason: null } : { items: null, more: 0, reason: UNREADABLE };
}
