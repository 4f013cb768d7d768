import type { DataSource } from 'typeorm';
import { WORKER_ACTOR, recordAudit } from '../audit';

/** Writes down what is done with encryption keys, which happens at the command line. Names keys by their ids. */
export function recordKeyAct(
  dataSource: DataSource,
  act: 'add' | 'remove' | 'reseal',
  keyId: string,
  details: object,
): Promise<void> {
  return dataSource.transaction((manager) =>
    recordAudit(manager, {
      actor: { ...WORKER_ACTOR, label: 'command line' },
      action: `encryption-key.${act}`,
      resourceType: 'encryption-key',
      resourceId: keyId,
      workspaceId: null,
      details,
    }),
  );
}
