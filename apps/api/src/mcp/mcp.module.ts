import { Module } from '@nestjs/common';
import { CredentialController } from './credential.controller';
import { McpController } from './mcp.controller';
import { OwnApi } from './own-api';

@Module({ controllers: [CredentialController, McpController], providers: [OwnApi] })
export class McpModule {}
