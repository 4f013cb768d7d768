import { Module } from '@nestjs/common';
import { AdminAuditController } from './admin-audit.controller';
import { AuditController } from './audit.controller';
import { AuditLog } from './audit-log';
import { AuditRepository } from './audit.repository';
import { AuditService } from './audit.service';
import { ExportService } from './export.service';
import { VerificationService } from './verification.service';

@Module({
  controllers: [AuditController, AdminAuditController],
  providers: [AuditLog, AuditService, AuditRepository, ExportService, VerificationService],
})
export class AuditModule {}
