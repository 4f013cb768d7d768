import { DomainError, type FieldError } from '@nora/contracts';
import { validationFailed } from '@nora/http-kit';
import type { WorkspaceDecisionDto } from './delete-account.dto';

/** A workspace that only the account owns. */
export interface SoleOwned {
  id: string;
  name: string;
  /** Whether it came with an account, nobody else is in it, and it holds nothing. */
  emptyPersonal: boolean;
  /** Other members who can take it over. */
  successorIds: readonly string[];
}

/** What becomes of one. */
export type Fate = { id: string; name: string } & ({ successorId: string } | { successorId: null });

/**
 * What becomes of every workspace that only the account owns.
 * @throws DomainError `validation_failed` for a decision that makes no sense, `still_owner` where one is missing
 */
export function fatesOf(owned: readonly SoleOwned[], decisions: readonly WorkspaceDecisionDto[]): Fate[] {
  const faults = decisions.flatMap((decision, index) => faultOf(owned, decisions, decision, index) ?? []);
  if (faults.length > 0) throw validationFailed(faults);
  const decided = new Map(decisions.map((decision) => [decision.id, decision]));
  const undecided = owned.filter(({ id, emptyPersonal }) => !decided.has(id) && !emptyPersonal);
  if (undecided.length > 0) throw stillOwner(undecided);
  return owned.map(({ id, name }) => ({ id, name, successorId: decided.get(id)?.transferToUserId ?? null }));
}

/** The refusal to leave workspaces without an owner. */
export function stillOwner(workspaces: readonly { id: string; name: string }[]): DomainError {
  const message = 'Nobody else owns these workspaces. Hand each over to a member, or delete it.';
  return new DomainError('still_owner', message, {
    workspaces: workspaces.map(({ id, name }) => ({ id, name })),
  });
}

function faultOf(
  owned: readonly SoleOwned[],
  decisions: readonly WorkspaceDecisionDto[],
  { id, transferToUserId, delete: goes }: WorkspaceDecisionDto,
  index: number,
): FieldError | null {
  const path = `workspaces.${index}`;
  const workspace = owned.find((candidate) => candidate.id === id);
  if (!workspace) {
    const message = 'This is no workspace that only the account owns.';
    return { path: `${path}.id`, code: 'not_sole_owner', message };
  }
  if (decisions.findIndex((other) => other.id === id) !== index) {
    return { path: `${path}.id`, code: 'decided_twice', message: 'Decide on each workspace once.' };
  }
  if ((transferToUserId === undefined) === (goes === undefined)) {
    return { path, code: 'one_decision', message: 'Either name who becomes the owner, or delete it.' };
  }
  if (transferToUserId === undefined || workspace.successorIds.includes(transferToUserId)) return null;
  const message = 'Only another member whose account is not disabled can become the owner.';
  return { path: `${path}.transferToUserId`, code: 'not_a_member', message };
}
