import { Module } from '@nestjs/common';
import { AdminAuditController } from './admin-audit.controller';
import { AuditController } from './audit.controller';
import { AuditRepository } from './audit.repository';
import { AuditService } from './audit.service';

@Module({
  controllers: [AuditController, AdminAuditController],
  providers: [AuditService, AuditRepository],
})
export class AuditModule {}
