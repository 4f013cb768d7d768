import {
  DomainError,
  permissionOfAction,
  roleAllows,
  type ScheduleRunStatus,
  type WorkspaceRole,
} from '@nora/contracts';
import { Schedule, WORKER_ACTOR, recordAudit, type RunClaim, type RunEnding } from '@nora/domain';
import type { EntityManager } from 'typeorm';

/**
 * Makes sure that whoever a run acts for may still do what it does.
 * @throws DomainError `forbidden`
 */
export async function requireRight(manager: EntityManager, { run, schedule }: RunClaim): Promise<void> {
  const [member] = await manager.query<{ role: WorkspaceRole }[]>(
    `SELECT m.role FROM workspace_members m JOIN users u ON u.id = m.user_id
     WHERE m.workspace_id = $1 AND m.user_id = $2 AND u.disabled_at IS NULL`,
    [schedule.workspaceId, run.responsibleId],
  );
  if (member && roleAllows(member.role, permissionOfAction(run.action))) return;
  const message =
    run.trigger === 'manual'
      ? 'Whoever began it may not do this any more.'
      : 'Whoever answers for this schedule may not do this any more. Who switches it on again takes it over.';
  throw new DomainError('forbidden', message);
}

/** Switches a schedule off that would be refused every time; a run begun by hand says nothing of it. */
export async function switchOff(manager: EntityManager, claim: RunClaim, reason: string): Promise<void> {
  const { run, schedule } = claim;
  if (run.trigger === 'manual') return;
  const off = { enabled: false, nextRunAt: null, disabledReason: reason };
  const { affected } = await manager.update(Schedule, { id: schedule.id, enabled: true }, off);
  if (affected !== 1) return;
  await recordAudit(manager, {
    actor: WORKER_ACTOR,
    ...{ action: 'schedule.disable', resourceType: 'schedule', resourceId: schedule.id },
    workspaceId: schedule.workspaceId,
    details: { agentId: schedule.agentId, reason },
    ...{ before: { enabled: true }, after: { enabled: false } },
  });
}

/** The ending of a run that was refused. */
export function refusedAs(status: ScheduleRunStatus, { code, message }: DomainError): RunEnding {
  return { status, errorCode: code, errorDetail: message.slice(0, 1_000) };
}
