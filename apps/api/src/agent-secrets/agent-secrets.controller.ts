import {
  Actor,
  ApiProblems,
  Authorize,
  NotRepeatable,
  PageQueryDto,
  type WorkspaceActor,
} from '@nora/http-kit';
import { SECRET_NAME, SECRET_NAME_LENGTH } from '@nora/runtime-contract';
import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { AgentSecretsService } from './agent-secrets.service';
import { AgentSecretDto, AgentSecretPageDto, SetAgentSecretDto } from './dto/agent-secret.dto';

const NameParam = (): MethodDecorator =>
  ApiParam({
    name: 'name',
    description: 'Name of the environment variable.',
    schema: {
      ...{ type: 'string', pattern: SECRET_NAME.source, minLength: 1, maxLength: SECRET_NAME_LENGTH },
    },
  });

/** Variables that an agent's runtime is given, and nobody is shown. The runtime has them after its next start. */
@ApiTags('Agent secrets')
@Controller('agents/:agentId/secrets')
export class AgentSecretsController {
  constructor(private readonly secrets: AgentSecretsService) {}

  /** What an agent was given, by name and without values. */
  @Get()
  @Authorize('agent-secrets:read')
  @ApiOkResponse({ type: AgentSecretPageDto })
  listAgentSecrets(
    @Actor() { workspaceId }: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: PageQueryDto,
  ): Promise<AgentSecretPageDto> {
    return this.secrets.list({ workspaceId, agentId }, query);
  }

  /** Gives an agent a variable, or another value of it. Reserved names decide how the runtime itself runs. */
  @Put(':name')
  @NotRepeatable()
  @NameParam()
  @Authorize('agent-secrets:write')
  @ApiProblems('secret_name_refused', 'conflict', 'operation_not_allowed')
  @ApiOkResponse({ type: AgentSecretDto })
  setAgentSecret(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Param('name') name: string,
    @Body() { value }: SetAgentSecretDto,
  ): Promise<AgentSecretDto> {
    return this.secrets.set(actor, { agentId, name }, value);
  }

  /** Takes a variable away from an agent. */
  @Delete(':name')
  @NameParam()
  @HttpCode(204)
  @Authorize('agent-secrets:write')
  @ApiProblems('operation_not_allowed')
  @ApiNoContentResponse({ description: 'The agent has no such variable any more.' })
  async deleteAgentSecret(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Param('name') name: string,
  ): Promise<void> {
    await this.secrets.delete(actor, { agentId, name });
  }
}
