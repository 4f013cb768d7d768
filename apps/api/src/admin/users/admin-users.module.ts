import { Module } from '@nestjs/common';
import { AccountModule } from '../../account/account.module';
import { LinksModule } from '../../auth/links/links.module';
import { SessionsModule } from '../../sessions/sessions.module';
import { AdminUsersController } from './admin-users.controller';
import { AdminUsersRepository } from './admin-users.repository';
import { AdminUsersService } from './admin-users.service';
import { UserChangesService } from './user-changes.service';

@Module({
  imports: [AccountModule, LinksModule, SessionsModule],
  controllers: [AdminUsersController],
  providers: [AdminUsersRepository, AdminUsersService, UserChangesService],
})
export class AdminUsersModule {}
