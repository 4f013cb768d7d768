import { DomainError } from '@nora/contracts';
import { Actor, ApiProblems, Authorize, NotRepeatable, type WorkspaceActor } from '@nora/http-kit';
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { StreamWatch } from '../access/stream-watch';
import { AgentFilesService } from './agent-files.service';
import { ChangingService } from './changing.service';
import { FileEntryDto, FilePageDto } from './dto/file-entry.dto';
import { DownloadPlaceDto, FilePlaceDto, ListFilesQueryDto, MoveFileDto } from './dto/file-place.dto';
import { FileRootsDto } from './dto/file-root.dto';
import { TrashEntryDto } from './dto/trash.dto';
import { ETAG_HEADER, FILE_OR_ARCHIVE, PART, TEXT_OR_BYTES, UPLOAD } from './file-content';
import { downloadName } from './file-paths';
import { FileTransfer } from './file-transfer';
import { ReadingService } from './reading.service';
import { headContent } from './send-file';
import { writeCondition } from './write-condition';

/** Files of an agent, below the roots that its family has. */
@ApiTags('Files')
@ApiParam({ name: 'agentId', format: 'uuid' })
@Controller('agents/:agentId/files')
export class AgentFilesController {
  constructor(
    private readonly files: AgentFilesService,
    private readonly reading: ReadingService,
    private readonly changing: ChangingService,
    private readonly watch: StreamWatch,
  ) {}

  /** The directories of an agent that can be looked into; known while it is stopped, too. */
  @Get('roots')
  @Authorize('files:read')
  @ApiOkResponse({ type: FileRootsDto })
  listFileRoots(@Actor() actor: WorkspaceActor, @Param('agentId') agentId: string): Promise<FileRootsDto> {
    return this.files.roots(actor, agentId);
  }

  /** A page of a directory: directories first, then by name. Of a root that is not there yet it is empty. */
  @Get()
  @Authorize('files:read')
  @ApiProblems('agent_not_running', 'path_refused')
  @ApiProblems('runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiOkResponse({ type: FilePageDto })
  listFiles(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: ListFilesQueryDto,
  ): Promise<FilePageDto> {
    return this.reading.list(actor, agentId, query);
  }

  /** A file of up to 5 MiB, as text or bytes. What is larger has to be downloaded. */
  @Get('content')
  @Authorize('files:read')
  @ApiProblems('agent_not_running', 'path_refused', 'payload_too_large')
  @ApiProblems('runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiOkResponse(TEXT_OR_BYTES)
  async readFile(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: FilePlaceDto,
    @Res() response: Response,
  ): Promise<void> {
    const transfer = new FileTransfer(response);
    this.watch.add(transfer, actor, 'files:read');
    const source = await this.reading.read(actor, agentId, query, transfer.signal);
    headContent(response, source, downloadName(query.root, query.path));
    await transfer.send(source);
  }

  /** A file of any size, or one range of it; or a directory, as an archive that is made while it is sent. */
  @Get('download')
  @Authorize('files:read')
  @ApiHeader({ name: 'Range', required: false, description: 'One range of bytes of a file.' })
  @ApiHeader({ name: 'If-Range', required: false, description: 'The ETag that the range belongs to.' })
  @ApiProblems('agent_not_running', 'path_refused')
  @ApiProblems('runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiOkResponse(FILE_OR_ARCHIVE)
  @ApiResponse(PART)
  async downloadFile(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: DownloadPlaceDto,
    @Headers('range') range: string | undefined,
    @Headers('if-range') ifRange: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const transfer = new FileTransfer(response);
    this.watch.add(transfer, actor, 'files:read');
    const asked = { ...(range && { range }), ...(ifRange && { ifRange }) };
    const source = await this.reading.download(actor, agentId, query, asked, transfer.signal);
    headContent(response, source, downloadName(query.root, query.path));
    await transfer.send(source);
  }

  /**
   * Writes a file as a whole, atomically. `If-Match` replaces what was read, `If-None-Match: *` makes a new file; what
   * does not hold any more is `precondition_failed`. The directory must exist; permissions of a replaced file stay.
   */
  @Put('content')
  @Authorize('files:write')
  @NotRepeatable()
  @ApiConsumes('application/octet-stream')
  @ApiBody(UPLOAD)
  @ApiHeader({ name: 'If-Match', required: false, description: 'ETag of what is to be replaced.' })
  @ApiHeader({ name: 'If-None-Match', required: false, description: '`*`: there must be no such file yet.' })
  @ApiProblems('agent_not_running', 'path_refused', 'path_read_only', 'path_exists', 'conflict')
  @ApiProblems('precondition_required', 'precondition_failed', 'runtime_storage_full')
  @ApiProblems('runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiOkResponse({ type: FileEntryDto, headers: ETAG_HEADER })
  async writeFile(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: FilePlaceDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<FileEntryDto> {
    const transfer = new FileTransfer(response);
    this.watch.add(transfer, actor, 'files:write');
    try {
      const condition = writeCondition(ifMatch, ifNoneMatch);
      const sizeBytes = sizeOf(request);
      const content = { source: request, sizeBytes, condition, signal: transfer.signal };
      const entry = await this.changing.write(actor, agentId, query, content);
      if (entry.etag !== null) response.setHeader('etag', entry.etag);
      return entry;
    } finally {
      // Whoever is refused is still sending, and hears nothing before that is read.
      request.resume();
    }
  }

  /** Makes a directory, and those above it that are missing. */
  @Post('directories')
  @Authorize('files:write')
  @ApiProblems('agent_not_running', 'path_refused', 'path_read_only', 'path_exists', 'runtime_storage_full')
  @ApiProblems('runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiCreatedResponse({ type: FileEntryDto })
  makeDirectory(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Body() body: FilePlaceDto,
  ): Promise<FileEntryDto> {
    return this.changing.makeDirectory(actor, agentId, body);
  }

  /** Moves or renames a file, a directory or a link within its root. */
  @Post('move')
  @HttpCode(200)
  @Authorize('files:write')
  @ApiProblems('agent_not_running', 'path_refused', 'path_read_only', 'path_exists', 'conflict')
  @ApiProblems('runtime_storage_full', 'runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiOkResponse({ type: FileEntryDto })
  moveFile(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Body() body: MoveFileDto,
  ): Promise<FileEntryDto> {
    return this.changing.move(actor, agentId, body);
  }

  /** Moves a file, or a directory with all that is in it, into the trash of the agent. */
  @Delete()
  @Authorize('files:write')
  @ApiProblems('agent_not_running', 'path_refused', 'path_read_only', 'conflict', 'runtime_storage_full')
  @ApiProblems('runtime_unreachable', 'runtime_refused', 'runtime_timeout')
  @ApiOkResponse({ type: TrashEntryDto })
  deleteFile(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: FilePlaceDto,
  ): Promise<TrashEntryDto> {
    return this.changing.remove(actor, agentId, query);
  }
}

/**
 * Bytes of a body that is to be kept as it comes; null when its sender does not say.
 * @throws DomainError `unsupported_media_type`
 */
function sizeOf(request: Request): number | null {
  const length = request.headers['content-length'];
  const isEmpty = request.headers['transfer-encoding'] === undefined && (length ?? '0') === '0';
  if (!isEmpty && request.is('application/octet-stream') === false) {
    throw new DomainError('unsupported_media_type', 'Send the content as application/octet-stream.');
  }
  if (isEmpty) return 0;
  return length === undefined ? null : Number(length);
}
