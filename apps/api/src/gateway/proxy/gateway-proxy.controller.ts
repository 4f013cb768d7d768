import { DomainError } from '@nora/contracts';
import { Actor, Authorize, NotRepeatable, Passage, type WorkspaceActor } from '@nora/http-kit';
import { gatewayBasePath } from '@nora/runtime-contract';
import { All, Controller, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { UuidPipe } from '../../core/uuid.pipe';
import { GatewayProxyService } from './gateway-proxy.service';

/** What lies below the same path and has handlers of its own, whatever the runtime calls its pages. */
const OF_NORA = /^\/(chat(\/.*)?|embed\/?)$/i;

/**
 * The gateway of an agent, with everything it serves: what is answered is the runtime's own and in no document of
 * Nora's. Comes after every route of Nora's that lies below the same path.
 */
@ApiExcludeController()
@Controller('agents/:agentId/gateway')
export class GatewayProxyController {
  constructor(private readonly proxy: GatewayProxyService) {}

  @All(['', '*path'])
  @Authorize('agents:gateway')
  @Passage()
  @NotRepeatable()
  async passToGateway(
    @Actor() actor: WorkspaceActor,
    @Param('agentId', UuidPipe) agentId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const basePath = gatewayBasePath(request.params['agentId'] as string);
    if (OF_NORA.test(request.path.slice(basePath.length))) {
      response.setHeader('allow', 'POST');
      throw new DomainError('method_not_allowed', 'This address is Nora’s own and knows POST only.');
    }
    await this.proxy.pass({ ...{ request, response, actor, agentId, basePath }, embedded: false });
  }
}
