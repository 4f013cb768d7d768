import { HttpSettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import { Actor, ApiProblems, Authorize, CarriesCalls, NotRepeatable, type Principal } from '@nora/http-kit';
import type { Logger } from '@nora/observability';
import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiExcludeEndpoint,
  ApiOkResponse,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { LOGGER } from '../core/logger';
import { OwnApi } from './own-api';

/** What answers may be; MCP has every client take both. */
const ACCEPTED = ['application/json', 'text/event-stream'];

/** The Model Context Protocol over streamable HTTP. No session is kept: any replica answers any message. */
@ApiTags('MCP')
@Controller('mcp')
export class McpController {
  constructor(
    private readonly ownApi: OwnApi,
    private readonly http: HttpSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * One JSON-RPC message of an MCP client with an API key; see docs/mcp.md. The answer is an event stream, which tells
   * of progress before it tells the result. Closing the connection gives the tool up.
   */
  @Post()
  @HttpCode(200)
  @Authorize('mcp:use')
  @CarriesCalls()
  @NotRepeatable()
  @ApiBody({ schema: { type: 'object', additionalProperties: true, description: 'JSON-RPC 2.0.' } })
  @ApiProduces('text/event-stream')
  @ApiProblems('malformed_request')
  @ApiOkResponse({ schema: { type: 'string' }, description: 'Events whose `data` is JSON-RPC 2.0.' })
  @ApiAcceptedResponse({ description: 'What needs no answer was taken.' })
  async callMcp(
    @Actor() { credential, address }: Principal,
    @Body() message: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { authorization, origin, accept = '' } = request.headers;
    if (credential.kind !== 'api-key' || authorization === undefined) {
      throw new DomainError('forbidden', 'MCP over HTTP takes an API key, and no session.');
    }
    if (origin !== undefined && origin !== new URL(this.http.publicUrl).origin) {
      throw new DomainError('csrf_failed', 'The request comes from a page of another server.');
    }
    // Both are large, and most installations never ask for them.
    const [{ createMcpServer, isMessage }, { StreamableHTTPServerTransport }] = await Promise.all([
      import('@nora/mcp'),
      import('@modelcontextprotocol/sdk/server/streamableHttp.js'),
    ]);
    if (!isMessage(message)) {
      throw new DomainError('malformed_request', 'Send one JSON-RPC message, and no batch of them.');
    }
    if (!ACCEPTED.every((type) => accept.includes(type))) {
      throw new DomainError('malformed_request', `Accept both ${ACCEPTED.join(' and ')}.`);
    }
    const server = createMcpServer({
      send: (asked) => this.ownApi.call({ authorization, address }, asked),
      ...{ scopes: credential.scopes, workspaceId: credential.workspaceId },
      allowDestructive: this.http.mcpAllowDestructive,
      howToAllow: 'The operator of this Nora allows it with MCP_ALLOW_DESTRUCTIVE=true.',
      onFault: (error, tool) => this.logger.error({ error, tool }, 'a tool of MCP failed'),
    });
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
    // Also what is still under way then is given up.
    response.once('close', () => void server.close());
    await server.connect(transport);
    await transport.handleRequest(request, response, message);
  }

  /** There is no stream without a question, because no session is kept. */
  @Get()
  @Authorize('mcp:use')
  @ApiExcludeEndpoint()
  refuseStream(@Res({ passthrough: true }) response: Response): never {
    return refuse(response);
  }

  /** There is no session to end. */
  @Delete()
  @Authorize('mcp:use')
  @ApiExcludeEndpoint()
  refuseEnd(@Res({ passthrough: true }) response: Response): never {
    return refuse(response);
  }
}

function refuse(response: Response): never {
  response.setHeader('allow', 'POST');
  throw new DomainError('method_not_allowed', 'Send messages with POST: no session is kept here.');
}
