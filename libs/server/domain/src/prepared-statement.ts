import type { Pool, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';

/**
 * A statement that PostgreSQL reads and plans once for a connection, not with every call: for those that somebody
 * waits for many times a second. TypeORM has none, so it goes to the pool by itself.
 */
export class PreparedStatement<Row extends QueryResultRow> {
  /** @param name names it among the statements of a connection */
  constructor(
    private readonly name: string,
    private readonly text: string,
  ) {}

  /** @throws what PostgreSQL answers, or that it does not */
  async run({ driver }: DataSource, values: unknown[]): Promise<Row[]> {
    const { master } = driver as unknown as { master: Pool };
    const { rows } = await master.query<Row>({ name: this.name, text: this.text, values });
    return rows;
  }
}
