import { connect, workspaceOf, type RemoteOptions } from './connect';
import { printJson } from '../system/json-text';
import { ago, table } from './output';

interface EntryView {
  createdAt: string;
  actorType: string;
  actorLabel: string | null;
  action: string;
  resourceType: string;
  resourceId: string | null;
  outcome: string;
  address: string | null;
}

interface AuditOptions extends RemoteOptions {
  action?: string;
  since?: string;
  limit: number;
}

/** Prints the newest entries of the audit log of a workspace. */
export async function listAudit({ action, since, limit, ...options }: AuditOptions): Promise<void> {
  const connection = connect(options);
  const { id } = await workspaceOf(connection);
  const entries: EntryView[] = [];
  const path = `/api/workspaces/${id}/audit`;
  for await (const entry of connection.client.items<EntryView>(path, {
    action,
    since,
    limit: Math.min(limit, 200),
  })) {
    entries.push(entry);
    if (entries.length >= limit) break;
  }
  if (options.json) {
    printJson({ items: entries });
    return;
  }
  const rows = entries.map((one) => [
    ...[ago(one.createdAt), one.actorLabel ?? one.actorType, one.action, one.outcome],
    ...[one.resourceId === null ? one.resourceType : `${one.resourceType} ${one.resourceId}`, one.address],
  ]);
  console.log(
    rows.length === 0 ? 'No entries.' : table(['when', 'who', 'did', 'outcome', 'to', 'from'], rows),
  );
}
