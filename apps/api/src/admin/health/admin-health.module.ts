import { Module } from '@nestjs/common';
import { MailModule } from '../../mail/mail.module';
import { RuntimeListenerModule } from '../../runtime-listener/runtime-listener.module';
import { AdminHealthController } from './admin-health.controller';
import { AdminHealthService } from './admin-health.service';
import { SecurityChecks } from './checks/security-checks';
import { StoreChecks } from './checks/store-checks';
import { SurroundingsChecks } from './checks/surroundings-checks';
import { WorkChecks } from './checks/work-checks';

@Module({
  imports: [MailModule, RuntimeListenerModule],
  controllers: [AdminHealthController],
  providers: [AdminHealthService, SecurityChecks, StoreChecks, SurroundingsChecks, WorkChecks],
})
export class AdminHealthModule {}
