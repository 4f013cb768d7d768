/** Advisory locks of PostgreSQL that the audit log takes; any numbers that nothing else uses. */
export const AUDIT_LOCKS = { chain: 4_170_018, signingKey: 4_170_019 } as const;
