import { Module } from '@nestjs/common';
import { MembersModule } from '../../members/members.module';
import { AdminWorkspacesController } from './admin-workspaces.controller';
import { AdminWorkspacesService } from './admin-workspaces.service';
import { TenantsRepository } from './tenants.repository';

@Module({
  imports: [MembersModule],
  controllers: [AdminWorkspacesController],
  providers: [AdminWorkspacesService, TenantsRepository],
})
export class AdminWorkspacesModule {}
