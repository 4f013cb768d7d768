import { Actor, ApiProblems, Authorize, PageQueryDto, type WorkspaceActor } from '@nora/http-kit';
import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { UuidPipe } from '../core/uuid.pipe';
import { FileEntryDto } from './dto/file-entry.dto';
import { TrashPageDto } from './dto/trash.dto';
import { TrashService } from './trash.service';

/** What was deleted in an agent within the last days. */
@ApiTags('Files')
@ApiParam({ name: 'agentId', format: 'uuid' })
@Controller('agents/:agentId/files/trash')
export class TrashController {
  constructor(private readonly trash: TrashService) {}

  /** What was deleted last comes first. */
  @Get()
  @Authorize('files:read')
  @ApiProblems('agent_not_running', 'path_refused', 'path_read_only', 'runtime_storage_full')
  @ApiProblems('runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiOkResponse({ type: TrashPageDto })
  listTrash(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: PageQueryDto,
  ): Promise<TrashPageDto> {
    return this.trash.list(actor, agentId, query);
  }

  /** Puts something back where it was, with the directories above it. */
  @Post(':trashId/restore')
  @HttpCode(200)
  @Authorize('files:write')
  @ApiParam({ name: 'trashId', format: 'uuid' })
  @ApiProblems('agent_not_running', 'path_refused', 'path_read_only', 'path_exists', 'conflict')
  @ApiProblems('runtime_storage_full', 'runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiOkResponse({ type: FileEntryDto })
  restoreTrash(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Param('trashId', UuidPipe) trashId: string,
  ): Promise<FileEntryDto> {
    return this.trash.restore(actor, agentId, trashId);
  }

  /** Forgets something for good, before its time. */
  @Delete(':trashId')
  @HttpCode(204)
  @Authorize('files:write')
  @ApiParam({ name: 'trashId', format: 'uuid' })
  @ApiProblems('agent_not_running', 'path_refused', 'path_read_only', 'runtime_storage_full')
  @ApiProblems('runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiNoContentResponse({ description: 'It is gone.' })
  purgeTrash(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Param('trashId', UuidPipe) trashId: string,
  ): Promise<void> {
    return this.trash.purge(actor, agentId, trashId);
  }
}
