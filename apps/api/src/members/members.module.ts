import { Module } from '@nestjs/common';
import { WorkspacesModule } from '../workspaces/workspaces.module';
import { MembersController } from './members.controller';
import { MembersRepository } from './members.repository';
import { MembersService } from './members.service';
import { OwnershipService } from './ownership.service';

@Module({
  imports: [WorkspacesModule],
  controllers: [MembersController],
  providers: [MembersRepository, MembersService, OwnershipService],
  exports: [MembersRepository],
})
export class MembersModule {}
