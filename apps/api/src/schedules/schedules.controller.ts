import { Actor, ApiProblems, Authorize, PageQueryDto, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { UuidPipe } from '../core/uuid.pipe';
import { ScheduleRunPageDto, ScheduleRunResultDto } from './dto/schedule-run.dto';
import { PreviewScheduleDto, ScheduleDto, SchedulePageDto, SchedulePreviewDto } from './dto/schedule.dto';
import { ChangeScheduleDto, CreateScheduleDto } from './dto/write-schedule.dto';
import { SchedulesReader } from './schedules.reader';
import { SchedulesService } from './schedules.service';

const ScheduleParam = (): MethodDecorator => ApiParam({ name: 'scheduleId', format: 'uuid' });

/** What is done with an agent by the clock. */
@ApiTags('Schedules')
@Controller('agents/:agentId/schedules')
export class SchedulesController {
  constructor(
    private readonly schedules: SchedulesService,
    private readonly reader: SchedulesReader,
  ) {}

  /** Schedules of an agent with their last runs, in the order in which they were made. */
  @Get()
  @Authorize('schedules:read')
  @ApiOkResponse({ type: SchedulePageDto })
  listSchedules(
    @Actor() { workspaceId }: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: PageQueryDto,
  ): Promise<SchedulePageDto> {
    return this.reader.list({ workspaceId, agentId }, query);
  }

  /** Makes a schedule that acts for the caller, as long as the caller may do what it does. */
  @Post()
  @Authorize('schedules:write')
  @ApiProblems('name_taken', 'conflict')
  @ApiCreatedResponse({ type: ScheduleDto })
  createSchedule(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Body() body: CreateScheduleDto,
  ): Promise<ScheduleDto> {
    return this.schedules.create(actor, agentId, body);
  }

  /** What a pattern means, in words and as its next five times. Nothing is kept. */
  @Get('preview')
  @ApiParam({ name: 'agentId' })
  @Authorize('schedules:read')
  @ApiOkResponse({ type: SchedulePreviewDto })
  previewSchedule(@Query() query: PreviewScheduleDto): SchedulePreviewDto {
    return this.reader.preview(query);
  }

  /** One schedule of an agent. */
  @Get(':scheduleId')
  @ScheduleParam()
  @Authorize('schedules:read')
  @ApiOkResponse({ type: ScheduleDto })
  getSchedule(
    @Actor() { workspaceId }: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Param('scheduleId', UuidPipe) scheduleId: string,
  ): Promise<ScheduleDto> {
    return this.reader.get({ workspaceId, agentId }, scheduleId);
  }

  /** Changes a schedule. Who changes what it does or when, or switches it on, answers for it from then on. */
  @Patch(':scheduleId')
  @ScheduleParam()
  @Authorize('schedules:write')
  @ApiProblems('name_taken')
  @ApiOkResponse({ type: ScheduleDto })
  changeSchedule(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Param('scheduleId', UuidPipe) scheduleId: string,
    @Body() body: ChangeScheduleDto,
  ): Promise<ScheduleDto> {
    return this.schedules.change(actor, agentId, scheduleId, body);
  }

  /** Ends a schedule with its history; a prompt that is being carried out is broken off. */
  @Delete(':scheduleId')
  @ScheduleParam()
  @HttpCode(204)
  @Authorize('schedules:write')
  @ApiNoContentResponse({ description: 'There is no such schedule any more.' })
  async deleteSchedule(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Param('scheduleId', UuidPipe) scheduleId: string,
  ): Promise<void> {
    await this.schedules.delete(actor, agentId, scheduleId);
  }

  /** What a schedule did, newest first. */
  @Get(':scheduleId/runs')
  @ScheduleParam()
  @Authorize('schedules:read')
  @ApiOkResponse({ type: ScheduleRunPageDto })
  listScheduleRuns(
    @Actor() { workspaceId }: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Param('scheduleId', UuidPipe) scheduleId: string,
    @Query() query: PageQueryDto,
  ): Promise<ScheduleRunPageDto> {
    return this.reader.listRuns({ workspaceId, agentId }, scheduleId, query);
  }

  /** Begins a run now, for the caller, also of a schedule that is switched off. */
  @Post(':scheduleId/run')
  @ScheduleParam()
  @HttpCode(202)
  @Authorize('schedules:write')
  @ApiProblems('conflict')
  @ApiAcceptedResponse({ type: ScheduleRunResultDto })
  async runScheduleNow(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Param('scheduleId', UuidPipe) scheduleId: string,
  ): Promise<ScheduleRunResultDto> {
    return { run: await this.schedules.runNow(actor, agentId, scheduleId) };
  }
}
