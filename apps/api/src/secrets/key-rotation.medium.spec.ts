import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixedKeyRing, SealedValues, newEncryptionKey, readKeyFile, writeKeyFile } from '@nora/crypto';
import {
  KeyRotation,
  OauthAttempt,
  byKey,
  countSealed,
  sealContext,
  sealedColumns,
  type RotationOutcome,
} from '@nora/domain';
import { TestIssuer } from '@nora/testing';
import { v7 as uuid } from 'uuid';
import { SecretTraffic } from '../testing/secret-traffic';
import { TestAccess } from '../testing/test-access';
import { startTestApi, type Replica, type TestApi } from '../testing/test-api';

/** Enough that traffic meets the passes in their middle. */
const VALUES_BEFORE = 3_000;
const BULK = 'bulk';

jest.setTimeout(120_000);

describe('a rotation of the encryption key under traffic', () => {
  const first = newEncryptionKey();
  let directory: string;
  let keyFile: string;
  let issuer: TestIssuer;
  let api: TestApi;
  let replica: Replica;

  beforeAll(async () => {
    jest.spyOn(console, 'warn').mockImplementation();
    directory = mkdtempSync(join(tmpdir(), 'nora-rotation-'));
    keyFile = join(directory, 'encryption.keys');
    writeKeyFile(keyFile, [first]);
    issuer = await TestIssuer.start({ redirectUri: 'http://localhost:8080/oauth/oidc' });
    api = await startTestApi([new TestAccess()], {
      ENCRYPTION_KEY_FILE: keyFile,
      SIGNUP_ENABLED: 'true',
      OAUTH_OIDC_ISSUER: issuer.url,
      OUTBOUND_ALLOWED_CIDRS: '127.0.0.1',
      OAUTH_OIDC_CLIENT_ID: issuer.clientId,
      OAUTH_OIDC_CLIENT_SECRET: issuer.clientSecret,
    });
    replica = await api.replica();
    await addValues();
  });

  afterAll(async () => {
    await replica.close();
    await api.close();
    await issuer.close();
    rmSync(directory, { recursive: true });
    jest.restoreAllMocks();
  });

  async function addValues(): Promise<void> {
    const attempts = Array.from({ length: VALUES_BEFORE }, () => {
      const id = uuid();
      const secrets = api.sealed.seal('{}', sealContext(OauthAttempt, 'secrets', id));
      const key = { provider: BULK, stateHash: id, browserHash: id, userId: null };
      return { id, ...key, secrets, expiresAt: new Date(Date.now() + 600_000) };
    });
    await api.dataSource.manager.insert(OauthAttempt, attempts);
  }

  const rotate = (): Promise<RotationOutcome> =>
    new KeyRotation(api.dataSource, { keyFile, inUse: true, keepOld: false }, () => undefined).run();

  it('fails no request, leaves no value under the old key, and everything still opens', async () => {
    const traffic = await SecretTraffic.at(api, replica, issuer);
    traffic.start();
    await traffic.rounds(2);
    const withMany = await rotate();
    // The next has little to pass over, and comes to the removal of the old key while some still seal under it.
    await api.dataSource.manager.delete(OauthAttempt, { provider: BULK });
    const withFew = await rotate();
    await traffic.rounds(2);
    await traffic.stop();

    expect(traffic.faults).toEqual([]);
    for (const outcome of [withMany, withFew]) {
      expect(outcome).toMatchObject({ failures: [], unfinished: 0, kept: [], resumed: false });
    }
    const { keys } = readKeyFile(keyFile);
    expect(keys.map(({ id }) => id)).toEqual([withFew.keyId]);
    const counts = await countSealed(api.dataSource);
    expect([...byKey(counts).keys()]).toEqual([keys[0].id]);
    const used = counts.map(({ table, column }) => `${table}.${column}`);
    expect(used).toEqual(sealedColumns().map(({ table, column }) => `${table}.${column}`));
    expect(await valuesThatDoNotOpen(new SealedValues(new FixedKeyRing(keys[0])))).toEqual([]);
    expect(await columnsWithSealedValues()).toEqual(used);
  });

  async function valuesThatDoNotOpen(sealed: SealedValues): Promise<string[]> {
    const closed: string[] = [];
    for (const { table, column, rowId } of sealedColumns()) {
      const rows = await api.dataSource.query<{ id: string; value: string }[]>(
        `SELECT "${rowId}" AS id, "${column}" AS value FROM "${table}" WHERE "${column}" IS NOT NULL`,
      );
      for (const { id, value } of rows) {
        try {
          sealed.open(value, { table, column, rowId: id });
        } catch {
          closed.push(`${table}.${column} of ${id}`);
        }
      }
    }
    return closed;
  }

  /** Looks everywhere, so that a column that is sealed without being declared is seen. */
  async function columnsWithSealedValues(): Promise<string[]> {
    const columns = await api.dataSource.query<{ table: string; column: string }[]>(
      `SELECT c.table_name AS table, c.column_name AS column FROM information_schema.columns c
       JOIN information_schema.tables t USING (table_schema, table_name)
       WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
         AND c.data_type IN ('text', 'json', 'jsonb', 'ARRAY', 'character varying')`,
    );
    const found: string[] = [];
    for (const { table, column } of columns) {
      const [{ sealed } = { sealed: false }] = await api.dataSource.query<{ sealed: boolean }[]>(
        `SELECT EXISTS (SELECT 1 FROM "${table}" WHERE "${column}"::text ~ 'v1\\.[0-9a-f]{8}\\.') AS sealed`,
      );
      if (sealed) found.push(`${table}.${column}`);
    }
    return found.sort();
  }
});
