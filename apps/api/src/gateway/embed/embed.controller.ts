import { HttpSettings } from '@nora/config';
import { EMBED_COOKIE } from '@nora/contracts';
import {
  Actor,
  ApiProblems,
  Authorize,
  ByEmbed,
  NotRepeatable,
  Passage,
  type WorkspaceActor,
} from '@nora/http-kit';
import { gatewayBasePath } from '@nora/runtime-contract';
import { All, Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiExcludeEndpoint, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { EMBED_MINUTES, EmbedGrants, embedCookieOf } from '../../access/embed-grants';
import { UuidPipe } from '../../core/uuid.pipe';
import { GatewayProxyService } from '../proxy/gateway-proxy.service';
import { EmbedService } from './embed.service';
import { GatewayEmbedDto } from './gateway-embed.dto';
import { endWithGrant } from './end-with-grant';

@ApiTags('Gateway')
@Controller('agents/:agentId/gateway/embed')
export class EmbedController {
  constructor(
    private readonly embeds: EmbedService,
    private readonly grants: EmbedGrants,
    private readonly proxy: GatewayProxyService,
    private readonly http: HttpSettings,
  ) {}

  /**
   * Opens the runtime's own pages in the browser that asks, for a quarter of an hour; asked again, for longer. They
   * need the cookie that comes with the answer, end with the session, and can call nothing of Nora.
   */
  @Post()
  @HttpCode(201)
  @Authorize('agents:gateway')
  @NotRepeatable()
  @ApiParam({ name: 'agentId', format: 'uuid' })
  @ApiProblems('agent_not_running', 'runtime_refused', 'runtime_unreachable', 'session_required')
  @ApiCreatedResponse({ type: GatewayEmbedDto })
  async openGatewayEmbed(
    @Actor() actor: WorkspaceActor,
    @Param('agentId', UuidPipe) agentId: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GatewayEmbedDto> {
    const path = gatewayBasePath(agentId);
    const { cookie, key, expiresAt } = await this.embeds.open(actor, agentId, embedCookieOf(request));
    response.cookie(EMBED_COOKIE, cookie, {
      ...{ httpOnly: true, sameSite: 'strict', path, maxAge: EMBED_MINUTES * 60_000 },
      secure: this.http.publicUrl.startsWith('https:'),
    });
    return { url: `${path}/embed/${key}/`, expiresAt: expiresAt.toISOString() };
  }

  /** What the runtime's pages ask for, once they are open. */
  @All([':embedKey', ':embedKey/*path'])
  @Authorize('agents:gateway')
  @ByEmbed()
  @Passage()
  @NotRepeatable()
  @ApiExcludeEndpoint()
  async passToGatewayOfPage(
    @Actor() actor: WorkspaceActor,
    @Param('agentId', UuidPipe) agentId: string,
    @Param('embedKey') embedKey: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    if (request.method === 'OPTIONS') {
      allowRequest(request, response);
      return;
    }
    const basePath = `${gatewayBasePath(request.params['agentId'] as string)}/embed/${embedKey}`;
    const socket = await this.proxy.pass({
      ...{ request, response, actor, agentId, basePath },
      embedded: true,
    });
    if (socket) endWithGrant(socket, () => this.grants.isLive(embedKey, agentId));
  }
}

/** Answers what a browser asks before a page without an origin sends headers of its own. */
function allowRequest(request: Request, response: Response): void {
  response.setHeader('access-control-allow-origin', 'null');
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE');
  response.setHeader('access-control-allow-headers', request.header('access-control-request-headers') ?? '');
  response.setHeader('access-control-max-age', '600');
  response.vary('Access-Control-Request-Headers').status(204).end();
}
