import type { PlatformNumberName } from '@nora/contracts';

/** A number of the settings, as a field. */
export interface NumberField {
  name: PlatformNumberName;
  label: string;
  unit: string;
  step: number;
  hint: string;
}

/** Something chosen from the catalog, as a field. */
export interface ChoiceField {
  name: 'runtimeFamily' | 'deployTarget';
  label: string;
}

export const CHOICE_FIELDS: readonly ChoiceField[] = [
  { name: 'runtimeFamily', label: 'Runtime family' },
  { name: 'deployTarget', label: 'Deploy target' },
];

export const RESOURCE_FIELDS: readonly NumberField[] = [
  { name: 'vcpu', label: 'Processors', unit: 'vCPU', step: 0.25, hint: '' },
  { name: 'ramMb', label: 'Memory', unit: 'MB', step: 256, hint: '' },
];

const days = (name: PlatformNumberName, label: string, hint: string): NumberField => ({
  ...{ name, label, hint },
  ...{ unit: 'days', step: 1 },
});

export const RETENTION_FIELDS: readonly NumberField[] = [
  days('eventDays', 'Events', 'What streams replay after a lost connection.'),
  days('sessionDays', 'Ended sessions', 'Who was signed in, and from where.'),
  days('auditDays', 'Audit log', '0 keeps it for ever. What is left stays verifiable.'),
  days('scheduleRunDays', 'Runs of schedules', 'With what agents answered.'),
  days('metricSampleDays', 'Metrics, single samples', 'The finest charts.'),
  days('metricMinuteDays', 'Metrics, minutes', 'Charts of days.'),
  days('metricTenMinuteDays', 'Metrics, ten minutes', 'Charts of weeks and months.'),
  days('modelCallDays', 'Calls of models', 'Single calls; sums are kept longer.'),
  days('modelHourDays', 'Usage of models by hour', 'And past periods of budgets; sums of days stay.'),
];
