import { integer } from '../parsers';
import { Setting } from '../setting';

/** The audit log. */
export class AuditSettings {
  @Setting({
    env: 'AUDIT_RETENTION_DAYS',
    description:
      'Days that audit entries are kept; 0 keeps them for ever. What is left stays verifiable after older entries went.',
    parse: integer(0, 36500),
    default: 0,
  })
  readonly retentionDays: number;
}
