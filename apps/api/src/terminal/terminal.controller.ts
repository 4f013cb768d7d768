import { TERMINAL_MESSAGE_MAX } from '@nora/contracts';
import { Actor, ApiProblems, Authorize, NotRepeatable, type WorkspaceActor } from '@nora/http-kit';
import { Controller, Delete, Get, HttpCode, Param, Query, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { StreamWatch } from '../access/stream-watch';
import { UuidPipe } from '../core/uuid.pipe';
import { WebSockets, requireWebSocket } from '../core/web-socket';
import { TerminalSocket } from './terminal-socket';
import { TerminalPageDto, TerminalQueryDto } from './terminal.dto';
import { TerminalsService } from './terminals.service';

@ApiTags('Terminal')
@Controller('agents/:agentId')
export class TerminalController {
  private readonly sockets = new WebSockets(TERMINAL_MESSAGE_MAX);

  constructor(
    private readonly terminals: TerminalsService,
    private readonly watch: StreamWatch,
  ) {}

  /**
   * A shell inside the agent, over a WebSocket. Binary frames are bytes of the terminal, both ways, up to 64 KiB each
   * to it. Text frames are JSON: to it `{type: "resize", cols, rows}`, and `{type: "seen", offset}` from a client
   * that wants no more than 256 KiB ahead of what it has shown; from it `{type: "ready", terminal, resumed,
   * offset}` at first, `{type: "exit", code, reason}` at last, or `{type: "error", code, detail}`. Whose connection is
   * lost can come back within a minute with `terminal`, and with `after`: the `offset` and the bytes that followed it.
   * Without a request for a WebSocket this says why there would be none.
   */
  @Get('exec')
  @Authorize('agents:exec')
  @ApiProblems('malformed_request', 'upgrade_required', 'agent_not_running', 'conflict', 'terminal_gone')
  @ApiProblems('target_not_configured', 'runtime_unreachable')
  @ApiResponse({ status: 101, description: 'The connection goes on as a WebSocket.' })
  async openTerminal(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: TerminalQueryDto,
    @Req() request: Request,
    @Res() _response: unknown,
  ): Promise<void> {
    await this.terminals.refuse(actor, agentId, query);
    const upgrade = requireWebSocket(request);
    const terminal = await this.terminals.obtain(actor, agentId, query);
    const accepted = await this.sockets.accept(request, upgrade);
    if (!accepted) return;
    const socket = new TerminalSocket(accepted, terminal);
    this.watch.add(socket, actor, 'agents:exec');
    terminal.attach(socket, query.terminal === undefined ? null : query.after);
  }

  /** The terminals that are open in an agent, everybody's. */
  @Get('terminals')
  @Authorize('agents:exec')
  @ApiOkResponse({ type: TerminalPageDto })
  listTerminals(@Actor() actor: WorkspaceActor, @Param('agentId') agentId: string): TerminalPageDto {
    return this.terminals.list(actor, agentId);
  }

  /** Ends a terminal with everything that runs in it, also somebody else's. */
  @Delete('terminals/:terminalId')
  @HttpCode(204)
  @Authorize('agents:exec')
  @NotRepeatable()
  @ApiParam({ name: 'terminalId', format: 'uuid' })
  @ApiNoContentResponse()
  closeTerminal(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Param('terminalId', UuidPipe) terminalId: string,
  ): Promise<void> {
    return this.terminals.close(actor, agentId, terminalId);
  }
}
