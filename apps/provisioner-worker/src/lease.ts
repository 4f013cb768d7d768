import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';

/** Lets one worker of the installation do something; another takes over when it falls silent. */
export abstract class Lease {
  private readonly owner = randomUUID();

  /** @param key row of `platform_settings` that says who holds it */
  protected constructor(
    private readonly dataSource: DataSource,
    private readonly key: string,
  ) {}

  /** Does something that one worker does at a time; nothing when another does it. The lease is extended meanwhile. */
  async during(seconds: number, work: () => Promise<unknown>): Promise<void> {
    if (!(await this.hold(seconds))) return;
    let extended: Promise<unknown> = Promise.resolve();
    // An extension that fails is made up for by the next one; without any, another worker takes over.
    const extend = () => (extended = this.hold(seconds).catch(() => undefined));
    const renewal = setInterval(() => void extend(), (seconds * 1_000) / 3);
    try {
      await work();
    } finally {
      clearInterval(renewal);
      await extended;
    }
  }

  /** Takes or extends the lease by one statement. @returns false when another worker holds it */
  async hold(seconds: number): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      `INSERT INTO platform_settings (key, value, updated_at)
       VALUES ($1, jsonb_build_object('owner', $2::text, 'until', now() + make_interval(secs => $3)), now())
       ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()
       WHERE platform_settings.value->>'owner' = $2::text
          OR (platform_settings.value->>'until')::timestamptz < now()
       RETURNING key`,
      [this.key, this.owner, seconds],
    );
    return rows.length > 0;
  }

  /** Lets another worker go on at once. */
  async release(): Promise<void> {
    await this.dataSource.query(`DELETE FROM platform_settings WHERE key = $1 AND value->>'owner' = $2`, [
      this.key,
      this.owner,
    ]);
  }
}
