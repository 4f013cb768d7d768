import { AuditSettings, HttpSettings, MetricsSettings, RetentionSettings } from '@nora/config';
import { BUILT_IN_RESOURCES, type PlatformSettings } from '@nora/contracts';
import { Injectable } from '@nestjs/common';

/** What holds where no administrator has said otherwise. */
@Injectable()
export class SettingsEnvironment {
  constructor(
    private readonly http: HttpSettings,
    private readonly audit: AuditSettings,
    private readonly metering: MetricsSettings,
    private readonly retention: RetentionSettings,
  ) {}

  values(): PlatformSettings {
    const { sampleDays, minuteDays, tenMinuteDays } = this.metering;
    const { eventDays, sessionDays, scheduleRunDays, modelCallDays, modelHourDays } = this.retention;
    return {
      ...BUILT_IN_RESOURCES,
      ...{ signupEnabled: this.http.signupEnabled, runtimeFamily: null, deployTarget: null, banner: null },
      auditDays: this.audit.retentionDays,
      ...{ metricSampleDays: sampleDays, metricMinuteDays: minuteDays, metricTenMinuteDays: tenMinuteDays },
      ...{ eventDays, sessionDays, scheduleRunDays, modelCallDays, modelHourDays },
    };
  }
}
