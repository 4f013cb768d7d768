/** What can be wrong with an audit log. Stable, for programs. */
export const AUDIT_FAULT_CODES = [
  'entry_changed',
  'entry_rewritten',
  'entry_missing',
  'entry_out_of_order',
  'entry_repeated',
  'checkpoint_changed',
  'checkpoint_missing',
  'chain_rewritten',
  'unknown_key',
  'not_an_export',
  'header_changed',
  'line_unreadable',
  'trailer_changed',
  'trailer_of_another_export',
  'truncated',
  'lines_after_trailer',
] as const;
export type AuditFaultCode = (typeof AUDIT_FAULT_CODES)[number];

/** The first thing found wrong. */
export interface AuditFault {
  /** The entry that it is about; null where it is about none, or where it cannot be told which. */
  sequence: string | null;
  code: AuditFaultCode;
  message: string;
}
