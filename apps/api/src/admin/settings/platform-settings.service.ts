import { MailSettings } from '@nora/config';
import {
  BACKUP_WORKER_DAYS,
  DomainError,
  isAllowedNumber,
  type PlatformOverrides,
  type PlatformSettings,
} from '@nora/contracts';
import {
  Transactions,
  changesOf,
  readPlatformSettings,
  recordAudit,
  seenProcesses,
  writePlatformSettings,
} from '@nora/domain';
import { validationFailed, type Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { CatalogService } from '../../catalog/catalog.service';
import { auditActorOf } from '../../core/audit-actor';
import { LiveSettings } from '../../core/live-settings';
import { SettingsEnvironment } from '../../core/settings-environment';
import type { ChangePlatformSettingsDto } from './dto/change-platform-settings.dto';
import type { MailStateDto, PlatformSettingsDto } from './dto/platform-settings.dto';
import { toPlatformSettingsDto } from './platform-settings.mapper';

/** What administrators set for the whole installation. */
@Injectable()
export class PlatformSettingsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly live: LiveSettings,
    private readonly environment: SettingsEnvironment,
    private readonly catalog: CatalogService,
    private readonly mail: MailSettings,
  ) {}

  /** As they are in PostgreSQL now, not as this replica remembers them. */
  async get(): Promise<PlatformSettingsDto> {
    const { dataSource } = this.transactions;
    const [stored, environment] = await Promise.all([
      readPlatformSettings(dataSource.manager),
      this.environmentOfAll(),
    ]);
    return toPlatformSettingsDto(stored, { ...environment, mail: this.mailState() });
  }

  /**
   * Sets, or sets back, what is named. It holds everywhere within a second, and with workers from their next pass on.
   * @param revision of what the administrator looked at
   * @throws DomainError `precondition_failed` when somebody else has changed it meanwhile; `validation_failed`
   */
  async change(
    principal: Principal,
    revision: number,
    asked: ChangePlatformSettingsDto,
  ): Promise<PlatformSettingsDto> {
    refuseBackwardBanner(asked);
    await this.refuseUnavailable(asked);
    await this.transactions.run(async (manager) => {
      const stored = await readPlatformSettings(manager, { lock: true });
      if (stored.revision !== revision) throw changedMeanwhile();
      const values = merged(stored.values, asked);
      const { before, after } = changesOf<PlatformOverrides>(stored.values, values);
      if (before === null) return;
      if (!(await writePlatformSettings(manager, revision, values))) throw changedMeanwhile();
      await recordAudit(manager, {
        ...{ actor: auditActorOf(principal), action: 'platform-settings.change' },
        ...{ resourceType: 'platform-settings', resourceId: null, workspaceId: null, before, after },
      });
    });
    this.live.changed();
    return this.get();
  }

  /** The environment of the API, with the days that only the backup worker knows. */
  private async environmentOfAll(): Promise<{ environment: PlatformSettings; backupWorkerSeen: boolean }> {
    const processes = await seenProcesses(this.transactions.dataSource);
    const worker = processes.filter(({ service }) => service === 'backup-worker').at(-1);
    const environment = this.environment.values();
    const told = worker?.facts['retention'];
    if (typeof told !== 'object' || told === null) return { environment, backupWorkerSeen: false };
    const days = told as Record<string, unknown>;
    for (const name of BACKUP_WORKER_DAYS) {
      const value = days[name];
      if (isAllowedNumber(name, value)) environment[name] = value;
    }
    return { environment, backupWorkerSeen: true };
  }

  private async refuseUnavailable(asked: ChangePlatformSettingsDto): Promise<void> {
    const { runtimeFamilies, deployTargets } = await this.catalog.get();
    const choices = [
      ['runtimeFamily', runtimeFamilies],
      ['deployTarget', deployTargets],
    ] as const;
    for (const [path, entries] of choices) {
      const wanted = asked[path];
      if (wanted === undefined || wanted === null) continue;
      const entry = entries.find(({ id }) => id === wanted);
      if (entry?.available) continue;
      const message = entry?.reason ?? 'The catalog has no such entry.';
      throw validationFailed([{ path, code: entry?.reasonCode ?? 'unknown', message }]);
    }
  }

  private mailState(): MailStateDto {
    const { smtpUrl, from } = this.mail;
    return { configured: smtpUrl !== null, server: smtpUrl && new URL(smtpUrl).host, from };
  }
}

/** What is set after a change: null sets back, what is left out stays. */
function merged(values: PlatformOverrides, asked: ChangePlatformSettingsDto): PlatformOverrides {
  const changed = Object.entries(asked).filter(([, value]) => value !== undefined);
  const all = { ...values, ...Object.fromEntries(changed) } as Record<string, unknown>;
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

function refuseBackwardBanner({ banner }: ChangePlatformSettingsDto): void {
  if (!banner || banner.from === null || banner.until === null) return;
  if (Date.parse(banner.until) > Date.parse(banner.from)) return;
  const message = 'It would end before it begins.';
  throw validationFailed([{ path: 'banner.until', code: 'invalid', message }]);
}

function changedMeanwhile(): DomainError {
  const message =
    'Somebody has changed the settings since they were read. Read them again, then change them.';
  return new DomainError('precondition_failed', message);
}
