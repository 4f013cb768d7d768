import { Module } from '@nestjs/common';
import { AdminWorkspacesController } from './admin-workspaces.controller';
import { AdminWorkspacesService } from './admin-workspaces.service';

@Module({ controllers: [AdminWorkspacesController], providers: [AdminWorkspacesService] })
export class AdminWorkspacesModule {}
