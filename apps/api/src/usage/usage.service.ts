import { DomainError } from '@nora/contracts';
import { Workspace } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isUuid } from '../core/uuid.pipe';
import type { UsageDto, UsageGroup, UsageStep } from './dto/usage.dto';
import { labelOfKey, toSeries } from './usage.mapper';
import { UsageRepository, type UsageOf, type UsageSteps } from './usage.repository';
import { hoursOf, usageSpan } from './usage-window';

/** Series that are told apart. */
const MOST_SERIES = 50;

/** What somebody wants to know. */
export interface AskedUsage {
  from?: string;
  to?: string;
  step: UsageStep;
  by: UsageGroup;
}

/** What models were used for, summed up. */
@Injectable()
export class UsageService {
  constructor(
    private readonly usage: UsageRepository,
    private readonly dataSource: DataSource,
  ) {}

  /** @throws DomainError `validation_failed`, `not_found` when the workspace has gone meanwhile */
  async ofWorkspace(workspaceId: string, agentId: string | null, asked: AskedUsage): Promise<UsageDto> {
    return this.read(await this.within(workspaceId, agentId), asked);
  }

  /** Of all workspaces; days are those of UTC. @throws DomainError `validation_failed` */
  ofFleet(asked: AskedUsage): Promise<UsageDto> {
    return this.read({ workspaceId: null, agentId: null, timeZone: 'UTC' }, asked);
  }

  /** A workspace with the calendar that it is counted by. @throws DomainError `not_found` */
  async within(workspaceId: string, agentId: string | null): Promise<UsageOf & { workspaceId: string }> {
    const workspace = await this.dataSource.manager.findOneBy(Workspace, { id: workspaceId });
    if (!workspace) throw new DomainError('not_found', 'There is no such workspace.');
    return { workspaceId, agentId, timeZone: workspace.timeZone };
  }

  /** The whole steps that a time touches. @throws DomainError `validation_failed` */
  async during({ timeZone }: UsageOf, asked: Omit<AskedUsage, 'by'>): Promise<UsageSteps> {
    const span = usageSpan(asked, new Date());
    return span.step === 'hour' ? { step: 'hour', ...hoursOf(span) } : this.usage.days(span, timeZone);
  }

  private async read(of: UsageOf, asked: AskedUsage): Promise<UsageDto> {
    const { step, by } = asked;
    const during = await this.during(of, asked);
    const greatest = await this.usage.greatest(of, during, by, MOST_SERIES);
    const keys = greatest.map(({ key }) => key);
    const [rows, names] = await Promise.all([
      this.usage.sums(of, during, by, keys),
      this.usage.names(of, by, keys.filter(isUuid)),
    ]);
    const { steps, end } = during;
    return {
      from: (steps[0] ?? end).toISOString(),
      to: end.toISOString(),
      ...{ step, by, timeZone: of.timeZone },
      steps: steps.map((at) => at.toISOString()),
      ...toSeries(rows, greatest, (key) => labelOfKey(by, key, names)),
    };
  }
}
