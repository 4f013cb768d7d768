import type {
  Actual,
  ActualAgent,
  ActualBinding,
  ActualBudget,
  ActualInvitation,
  ActualMember,
  ActualProvider,
} from './actual';
import { EXIT } from '../remote/exit-codes';
import { CliError } from '../system/errors';
import type { FleetApi } from './fleet-api';
import type { FleetFile } from './fleet-file';

/** The parts of a workspace that are read, each from lists of its own. */
export interface Reads {
  providers: boolean;
  budgets: boolean;
  agents: boolean;
  bindings: boolean;
  members: boolean;
}

/** What has to be known to plan a file. */
export function readsOf({ providers, budgets, agents, members }: FleetFile): Reads {
  const bound = agents?.some(({ model }) => model !== undefined) === true;
  return {
    ...{ providers: providers !== undefined || bound, budgets: budgets !== undefined },
    // A budget may be for an agent.
    ...{
      agents: agents !== undefined || budgets !== undefined,
      bindings: bound,
      members: members !== undefined,
    },
  };
}

/** Reads what a workspace holds: its lists at the same time, each page by page. */
export async function readActual(
  api: FleetApi,
  workspace: Actual['workspace'],
  userId: string | null,
  reads: Reads,
): Promise<Actual> {
  const at = `/api/workspaces/${workspace.id}`;
  const all = async <T>(asked: boolean, path: string, query?: Record<string, string>): Promise<T[]> => {
    if (!asked) return [];
    try {
      return await api.list<T>(`${at}/${path}`, query);
    } catch (error) {
      throw closedPart(path, error);
    }
  };
  const [providers, budgets, agents, bindings, members, invitations] = await Promise.all([
    all<ActualProvider>(reads.providers, 'providers'),
    all<ActualBudget>(reads.budgets, 'budgets'),
    all<ActualAgent>(reads.agents, 'agents', { sort: 'createdAt' }),
    all<ActualBinding>(reads.bindings, 'agent-models'),
    all<ActualMember>(reads.members, 'members'),
    all<ActualInvitation & { state: string }>(reads.members, 'invitations'),
  ]);
  const pending = invitations.filter(({ state }) => state === 'pending');
  return { workspace, userId, providers, budgets, agents, bindings, members, invitations: pending };
}

/** Says which part of a file the credential does not open, and what can be done. */
function closedPart(path: string, error: unknown): unknown {
  if (!(error instanceof CliError) || error.exitCode !== EXIT.forbidden) return error;
  const part = { 'agent-models': 'the models of agents', invitations: 'members' }[path] ?? path;
  const remedy = 'leave that part out of the file, or sign in as somebody who may: nora login --email';
  return new CliError(`${part} cannot be read: ${error.message}\n  ${remedy}`, EXIT.forbidden, {
    cause: error,
  });
}
