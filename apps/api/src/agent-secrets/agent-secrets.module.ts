import { Module } from '@nestjs/common';
import { AgentSecretsController } from './agent-secrets.controller';
import { AgentSecretsRepository } from './agent-secrets.repository';
import { AgentSecretsService } from './agent-secrets.service';

@Module({
  controllers: [AgentSecretsController],
  providers: [AgentSecretsRepository, AgentSecretsService],
})
export class AgentSecretsModule {}
