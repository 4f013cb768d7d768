import { randomUUID } from 'node:crypto';
import { FixedKeyRing, SealedValues, type EncryptionKey } from '@nora/crypto';
import {
  AgentCredential,
  AgentSecret,
  AuditSigningKey,
  ModelProvider,
  OauthAttempt,
  SecondFactor,
  countSealed,
  modelKeyHash,
  sealContext,
  sealedColumns,
} from '@nora/domain';
import type { DataSource } from 'typeorm';

/** Rows with sealed values in every table that has them, and nothing of what they usually belong to. */
export class SealedRows {
  private constructor(
    readonly dataSource: DataSource,
    /** Plain values by table, column and row. */
    private readonly known = new Map<string, string>(),
  ) {}

  static async on(dataSource: DataSource): Promise<SealedRows> {
    await dataSource.query('ALTER TABLE agent_credentials DROP CONSTRAINT fk_agent_credentials_agent_id');
    await dataSource.query('ALTER TABLE agent_secrets DROP CONSTRAINT fk_agent_secrets_agent_id');
    await dataSource.query('ALTER TABLE model_providers DROP CONSTRAINT fk_model_providers_workspace_id');
    await dataSource.query('ALTER TABLE second_factors DROP CONSTRAINT fk_second_factors_user_id');
    return new SealedRows(dataSource);
  }

  /** The same rows by another connection. */
  movedTo(dataSource: DataSource): SealedRows {
    return new SealedRows(dataSource, this.known);
  }

  /** One more row in each table, under a key. Returns the id they share. */
  async add(key: EncryptionKey): Promise<string> {
    const { manager } = this.dataSource;
    const id = randomUUID();
    const seal = this.sealFor(id, key);
    await manager.insert(AgentCredential, {
      agentId: id,
      gatewayToken: seal(AgentCredential, 'gatewayToken'),
      sidecarToken: seal(AgentCredential, 'sidecarToken'),
      modelKey: seal(AgentCredential, 'modelKey'),
      modelKeyHash: modelKeyHash(`modelKey of ${id}`, key),
    });
    await manager.insert(SecondFactor, {
      userId: id,
      secret: seal(SecondFactor, 'secret'),
      recoveryCodes: null,
    });
    await manager.insert(AuditSigningKey, {
      id,
      publicKey: '-',
      privateKey: seal(AuditSigningKey, 'privateKey'),
    });
    await manager.insert(OauthAttempt, {
      ...{ id, provider: 'oidc', stateHash: id, browserHash: id, userId: null, expiresAt: new Date() },
      secrets: seal(OauthAttempt, 'secrets'),
    });
    await manager.insert(AgentSecret, { id, agentId: id, name: 'TOKEN', value: seal(AgentSecret, 'value') });
    await manager.insert(ModelProvider, {
      ...{ id, workspaceId: id, name: id, kind: 'openai', defaultModel: 'gpt-x' },
      apiKey: seal(ModelProvider, 'apiKey'),
    });
    return id;
  }

  async addMany(count: number, key: EncryptionKey): Promise<string[]> {
    const ids: string[] = [];
    for (let number = 0; number < count; number += 1) ids.push(await this.add(key));
    return ids;
  }

  /** A value as its column would hold it: what it is to say is known from then on. */
  sealFor(
    id: string,
    key: EncryptionKey,
  ): <E extends object>(entity: new () => E, property: keyof E & string, plain?: string) => string {
    const values = new SealedValues(new FixedKeyRing(key));
    return (entity, property, plain = `${property} of ${id}`) => {
      const context = sealContext(entity, property, id);
      this.known.set(`${context.table}.${context.column}.${id}`, plain);
      return values.seal(plain, context);
    };
  }

  /** Names of values that the keys do not open to what they should say. */
  async wrongUnder(keys: readonly [EncryptionKey, ...EncryptionKey[]]): Promise<string[]> {
    const values = new SealedValues(new FixedKeyRing(...keys));
    const wrong: string[] = [];
    for (const { table, column, rowId, hash } of sealedColumns()) {
      const rows = await this.dataSource.query<{ id: string; value: string; hash: string | null }[]>(
        `SELECT "${rowId}" AS id, "${column}" AS value, ${hash ? `"${hash.column}"` : 'NULL'} AS hash
         FROM "${table}" WHERE "${column}" IS NOT NULL`,
      );
      for (const row of rows) {
        const name = `${table}.${column}.${row.id}`;
        const plain = this.known.get(name) ?? '';
        const opened = openOr(values, row.value, { table, column, rowId: row.id });
        const hashes = keys.map((key) => hash?.of(plain, key) ?? null);
        if (opened !== plain || !hashes.includes(row.hash)) wrong.push(name);
      }
    }
    return wrong;
  }

  /** Ids of the keys under which values lie. */
  async keyIds(): Promise<(string | null)[]> {
    const counts = await countSealed(this.dataSource);
    return [...new Set(counts.map(({ keyId }) => keyId))].sort();
  }
}

function openOr(
  values: SealedValues,
  sealed: string,
  context: { table: string; column: string; rowId: string },
): string | null {
  try {
    return values.open(sealed, context);
  } catch {
    return null;
  }
}
