import { HttpSettings } from '@nora/config';
import { KeyRing } from '@nora/crypto';
import { byKey, countSealed } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { failed, ok, warning, type Finding, type HealthCheck, type HealthChecks } from '../health-check';

/** An entry is chained about a second after its commit, and signed within an hour. */
const CHAIN_MINUTES = 2;
const SIGNED_MINUTES = 120;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** What keeps secrets secret, and the audit log honest. */
@Injectable()
export class SecurityChecks implements HealthChecks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: KeyRing,
    private readonly http: HttpSettings,
  ) {}

  checks(): HealthCheck[] {
    const security = { group: 'security', onError: 'unknown', page: null } as const;
    const onErrorRemedy = 'Look at PostgreSQL first.';
    return [
      {
        ...{ ...security, id: 'encryption-keys', title: 'Encryption keys', onErrorRemedy },
        ...{ docs: 'docs/operations.md#rotating-the-encryption-key', look: () => this.encryption() },
      },
      {
        ...{ ...security, id: 'audit-chain', title: 'Audit log', page: '/audit', onErrorRemedy },
        ...{ docs: 'docs/audit.md', look: () => this.audit() },
      },
      {
        ...{ ...security, id: 'public-url', title: 'Public address', onErrorRemedy },
        ...{ docs: 'docs/nginx.md#a-domain-with-tls', look: () => Promise.resolve(this.publicUrl()) },
      },
    ];
  }

  private async encryption(): Promise<Finding> {
    const stored = byKey(await countSealed(this.dataSource));
    const known = this.keys.all().map(({ id }) => id);
    const current = this.keys.current().id;
    const missing = [...stored].filter(([id]) => id === null || !known.includes(id));
    if (missing.length > 0) {
      const found = missing.map(([id, values]) => `${values} under ${id ?? 'no key at all'}`).join(', ');
      return failed(`Stored secrets that cannot be opened: ${found}.`, 'Give the missing key back to Nora.');
    }
    const older = [...stored].filter(([id]) => id !== current);
    if (older.length > 0) {
      const left = older.reduce((sum, [, values]) => sum + values, 0);
      return warning(
        `${left} stored secrets lie under old keys.`,
        'Finish the rotation: ./nora secrets reseal.',
      );
    }
    const unused = known.filter((id) => id !== current);
    if (unused.length > 0) {
      const remedy = 'Take it out of ENCRYPTION_KEYS_OLD, or of the file with the keys.';
      return warning(`Nothing lies under ${unused.join(', ')} any more.`, remedy);
    }
    return ok(`All ${stored.get(current) ?? 0} stored secrets lie under the current key ${current}.`);
  }

  /** Whether it goes on; whether it is whole takes reading all of it, which the page on the audit log does. */
  private async audit(): Promise<Finding> {
    const [row] = await this.dataSource.query<
      { unchained: number; unsigned: number; signed: string | null }[]
    >(
      `WITH signed AS (SELECT max(sequence) AS sequence FROM audit_checkpoints)
       SELECT
         (SELECT count(*) FROM audit_entries
          WHERE sequence IS NULL AND created_at < now() - make_interval(mins => $1))::int AS unchained,
         (SELECT count(*) FROM (SELECT FROM audit_entries WHERE sequence > coalesce(signed.sequence, 0)
          AND created_at < now() - make_interval(mins => $2) LIMIT 1000) late)::int AS unsigned,
         signed.sequence::text AS signed FROM signed`,
      [CHAIN_MINUTES, SIGNED_MINUTES],
    );
    const remedy = 'Look at the log of the API: it chains and signs the entries.';
    if (!row || row.unchained > 0) {
      return failed(`${row?.unchained ?? 0} entries have no place in the chain yet.`, remedy);
    }
    if (row.unsigned > 0)
      return warning(`Entries have not been signed for over ${SIGNED_MINUTES} minutes.`, remedy);
    return ok(
      row.signed === null
        ? 'Entries are chained; none has had to be signed yet.'
        : `Entries are chained, and signed up to ${row.signed}.`,
    );
  }

  private publicUrl(): Finding {
    const { publicUrl } = this.http;
    const { protocol, hostname } = new URL(publicUrl);
    if (protocol === 'https:') return ok(`Browsers reach Nora under ${publicUrl}.`);
    if (LOOPBACK.test(hostname)) return ok(`Browsers of this machine reach Nora under ${publicUrl}.`);
    return warning(
      `Browsers reach Nora under ${publicUrl}: passwords and cookies cross the network in the clear.`,
      'Serve Nora over https, and set PUBLIC_URL to that address.',
    );
  }
}
