import { RuntimeSettings } from '@nora/config';
import {
  AuditExportWriter,
  GENESIS,
  Transactions,
  checkpointsBetween,
  insertAuditEntry,
  lastPruning,
  type AuditEntryView,
  type AuditExportScope,
  type CheckpointView,
} from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { auditActorOf } from '../core/audit-actor';
import type { AuditExportFormat, PlatformAuditFilterDto } from './audit-filter.dto';
import { AuditLog } from './audit-log';
import { AuditRepository } from './audit.repository';

const BATCH = 500;

/** An export that is about to be sent. */
export interface AuditExport {
  format: AuditExportFormat;
  fileName: string;
  /** The entries, read as they are asked for. */
  entries: () => AsyncGenerator<AuditEntryView>;
  /** The same as lines that can be verified, without line feeds. */
  lines: () => AsyncGenerator<string>;
}

/** What is exported: a workspace or everything, and what it is narrowed to. */
interface Wanted {
  workspace: string | null;
  filter: PlatformAuditFilterDto;
  format: AuditExportFormat;
}

/** Exports the audit log as it is at this moment; no more than a batch of it is held at a time. */
@Injectable()
export class ExportService {
  constructor(
    private readonly log: AuditLog,
    private readonly repository: AuditRepository,
    private readonly transactions: Transactions,
    private readonly settings: RuntimeSettings,
  ) {}

  /** Records who exports, and waits until that and everything before has its place in the chain. */
  async open(actor: Principal, { workspace, filter, format }: Wanted): Promise<AuditExport> {
    const filters = definedOf(filter);
    const id = await this.transactions.run((manager) =>
      insertAuditEntry(manager, {
        ...{ actor: auditActorOf(actor), action: 'audit.export', resourceType: 'audit', resourceId: null },
        ...{ workspaceId: workspace, details: { format, filters } },
      }),
    );
    const upTo = await this.log.chain.chainUpTo(id);
    const signer = await this.log.keys.signer();
    const { manager } = this.transactions.dataSource;
    const { sequence, hash } = (await lastPruning(manager)) ?? GENESIS;
    const whole = workspace === null && Object.keys(filters).length === 0;
    const scope: AuditExportScope = {
      ...{
        installation: this.settings.installationId,
        scope: workspace === null ? 'installation' : 'workspace',
      },
      ...{ workspaceId: workspace, filters, from: whole ? { sequence, hash } : null },
      ...{ upTo, exportedAt: new Date().toISOString() },
    };
    const narrowed = workspace === null ? filter : { ...filter, workspaceId: workspace };
    const batches = () => this.batches(narrowed, sequence, scope);
    return {
      ...{ format, fileName: fileNameOf(scope, format), entries: () => flat(batches()) },
      lines: () => this.linesOf(new AuditExportWriter(signer, scope), batches(), scope),
    };
  }

  private async *batches(
    filter: PlatformAuditFilterDto,
    from: string,
    { upTo }: AuditExportScope,
  ): AsyncGenerator<AuditEntryView[]> {
    for (let after = from; ;) {
      const entries = await this.repository.chained(filter, after, upTo, BATCH);
      const last = entries.at(-1)?.sequence;
      if (!last) return;
      await this.refuseIfPruned(from, after);
      yield entries;
      after = last;
    }
  }

  /** What was removed while it was exported must not look like something that somebody has deleted. */
  private async refuseIfPruned(from: string, after: string): Promise<void> {
    const pruning = await lastPruning(this.transactions.dataSource.manager);
    if (pruning && Number(pruning.sequence) > Math.max(Number(from), Number(after))) {
      throw new Error('audit entries were pruned while they were exported: export again');
    }
  }

  private async *linesOf(
    writer: AuditExportWriter,
    batches: AsyncGenerator<AuditEntryView[]>,
    { from }: AuditExportScope,
  ): AsyncGenerator<string> {
    yield writer.headerLine;
    let after = from?.sequence ?? '0';
    for await (const entries of batches) {
      const last = entries.at(-1)?.sequence ?? after;
      const checkpoints = from ? await this.checkpoints(after, last) : [];
      for (const entry of entries) {
        yield writer.entryLine(entry);
        while (checkpoints[0] && Number(checkpoints[0].sequence) <= Number(entry.sequence)) {
          const [checkpoint] = checkpoints.splice(0, 1);
          if (checkpoint) yield writer.checkpointLine(checkpoint);
        }
      }
      after = last;
    }
    yield writer.trailerLine();
  }

  private checkpoints(after: string, upTo: string): Promise<CheckpointView[]> {
    return checkpointsBetween(this.transactions.dataSource.manager, after, upTo);
  }
}

async function* flat(batches: AsyncGenerator<AuditEntryView[]>): AsyncGenerator<AuditEntryView> {
  for await (const batch of batches) yield* batch;
}

/** Every condition there is, so that a selection is never taken for the whole chain. */
function definedOf(filter: PlatformAuditFilterDto): Record<string, string> {
  const conditions = Object.entries(filter as Record<string, string | undefined>);
  return Object.fromEntries(
    conditions.filter((condition): condition is [string, string] => condition[1] !== undefined),
  );
}

function fileNameOf(
  { installation, workspaceId, exportedAt }: AuditExportScope,
  format: AuditExportFormat,
): string {
  const when = exportedAt.replaceAll(/[-:]|\.\d+/g, '');
  return `${['audit', installation, ...(workspaceId ? [workspaceId] : []), when].join('-')}.${format}`;
}
