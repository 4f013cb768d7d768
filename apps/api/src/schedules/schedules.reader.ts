import { DomainError } from '@nora/contracts';
import { CronTimes, type Recurrence } from '@nora/domain';
import { decodeCursor, pageOf, type Page, type PageQueryDto } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { ScheduleRunDto } from './dto/schedule-run.dto';
import type { ScheduleDto, SchedulePreviewDto } from './dto/schedule.dto';
import { toScheduleDto, toScheduleRunDto } from './schedules.mapper';
import { SchedulesRepository, type AgentPlace, type ScheduleRow } from './schedules.repository';

const SORT = 'createdAt';
const RUN_SORT = '-createdAt';
const PREVIEWED = 5;

/** Shows schedules, what they did, and what a pattern means. */
@Injectable()
export class SchedulesReader {
  constructor(private readonly schedules: SchedulesRepository) {}

  /** In the order in which they were made. */
  async list(of: AgentPlace, { limit, cursor }: PageQueryDto): Promise<Page<ScheduleDto>> {
    const after = decodeCursor(cursor, SORT);
    const rows = await this.schedules.list(of, after?.id ?? null, limit + 1);
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ id }) => ({ key: id, id }));
    return { items: await this.withLastRuns(of, items), nextCursor };
  }

  /** @throws DomainError `not_found` */
  async get(of: AgentPlace, scheduleId: string): Promise<ScheduleDto> {
    const [schedule] = await this.withLastRuns(of, [await this.find(of, scheduleId)]);
    if (!schedule) throw new Error('a schedule that was found cannot be shown');
    return schedule;
  }

  /**
   * Newest first.
   * @throws DomainError `not_found`
   */
  async listRuns(
    of: AgentPlace,
    scheduleId: string,
    { limit, cursor }: PageQueryDto,
  ): Promise<Page<ScheduleRunDto>> {
    await this.find(of, scheduleId);
    const before = decodeCursor(cursor, RUN_SORT);
    const rows = await this.schedules.listRuns(of, scheduleId, before?.id ?? null, limit + 1);
    const { items, nextCursor } = pageOf(rows, limit, RUN_SORT, ({ id }) => ({ key: id, id }));
    return { items: items.map(toScheduleRunDto), nextCursor };
  }

  /** @throws DomainError `not_found` */
  async getRun(of: AgentPlace, runId: string): Promise<ScheduleRunDto> {
    const row = await this.schedules.findRun(of, runId);
    if (!row) throw notFound();
    return toScheduleRunDto(row);
  }

  /** @throws DomainError `validation_failed` */
  preview(recurrence: Recurrence): SchedulePreviewDto {
    const times = new CronTimes(recurrence);
    const nextRuns = times.next(PREVIEWED, new Date()).map((time) => time.toISOString());
    return { words: times.words, nextRuns };
  }

  private async find(of: AgentPlace, scheduleId: string): Promise<ScheduleRow> {
    const row = await this.schedules.find(of, scheduleId);
    if (!row) throw notFound();
    return row;
  }

  private async withLastRuns(of: AgentPlace, rows: ScheduleRow[]): Promise<ScheduleDto[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const runs = new Map((await this.schedules.lastRuns(of, ids)).map((run) => [run.schedule_id, run]));
    return rows.map((row) => toScheduleDto(row, runs.get(row.id) ?? null));
  }
}

function notFound(): DomainError {
  return new DomainError('not_found', 'This agent has no such schedule.');
}
