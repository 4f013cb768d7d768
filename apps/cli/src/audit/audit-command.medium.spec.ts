import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixedKeyRing, SealedValues, encryptionKeyOf, formatEncryptionKey } from '@nora/crypto';
import {
  AuditChain,
  AuditExportWriter,
  AuditSigner,
  AuditSigningKeys,
  GENESIS,
  WORKER_ACTOR,
  entriesBetween,
  recordAudit,
} from '@nora/domain';
import { createTestDatabase, type TestDatabase } from '@nora/testing';
import { Command } from 'commander';
import { auditCommand } from '../commands/audit';

const key = encryptionKeyOf(randomBytes(32));

describe('nora audit verify', () => {
  let database: TestDatabase;
  let keys: AuditSigningKeys;
  let directory: string;
  const environment = { ...process.env };

  /** Runs the command; what it printed, and its exit code. */
  const run = async (...args: string[]): Promise<{ code: number; output: string }> => {
    const printed: string[] = [];
    const log = jest.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
    const quiet = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    process.exitCode = 0;
    try {
      const program = new Command('nora').exitOverride().addCommand(auditCommand());
      await program.parseAsync(['audit', 'verify', ...args], { from: 'user' });
      return { code: Number(process.exitCode), output: printed.join('\n') };
    } catch (error) {
      return { code: (error as { exitCode: number }).exitCode, output: (error as Error).message };
    } finally {
      process.exitCode = 0;
      log.mockRestore();
      quiet.mockRestore();
    }
  };
  const file = (name: string, content: string): string => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  };
  const anExport = async (signer: AuditSigner): Promise<string[]> => {
    const entries = await entriesBetween(database.dataSource.manager, '0', '20', 100);
    const scope = { installation: 'tests', scope: 'installation' as const, workspaceId: null, filters: {} };
    const writer = new AuditExportWriter(signer, {
      ...{ ...scope, from: GENESIS, upTo: '20', exportedAt: new Date(0).toISOString() },
    });
    return [writer.headerLine, ...entries.map((entry) => writer.entryLine(entry)), writer.trailerLine()];
  };
  const textOf = (lines: string[]) => lines.map((line) => `${line}\n`).join('');

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'nora-audit-'));
    database = await createTestDatabase();
    keys = new AuditSigningKeys(database.dataSource, new SealedValues(new FixedKeyRing(key)));
    for (let i = 0; i < 1_020; i += 1) {
      await recordAudit(database.dataSource.manager, {
        ...{ actor: WORKER_ACTOR, action: 'agent.heal', resourceType: 'agent', resourceId: `agent-${i}` },
        workspaceId: randomUUID(),
      });
    }
    await new AuditChain(database.dataSource, keys).chainPending();
  });

  beforeEach(() => {
    process.env = { ...environment, DATABASE_URL: database.url, ENCRYPTION_KEY: formatEncryptionKey(key) };
    delete process.env['ENCRYPTION_KEY_FILE'];
  });

  afterAll(async () => {
    process.env = environment;
    rmSync(directory, { recursive: true });
    await database.drop();
  });

  it('finds an export in order, and says whose key that rests on', async () => {
    const signer = await keys.signer();
    const path = file('good.jsonl', textOf(await anExport(signer)));
    const { code, output } = await run(path);
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/^ok {4}20 entries, 1 to 20: the whole chain of tests/),
    ]);
    expect(output).toContain('The key came with the file');
    const pem = file('key.pem', signer.publicKey);
    expect((await run(path, '--public-key', pem)).output).toContain('It is the key that was given');
    const json = file('key.json', JSON.stringify({ keyId: signer.keyId, publicKey: signer.publicKey }));
    expect((await run(path, '--public-key', json)).code).toBe(0);
  });

  it('names the first bad entry of an export', async () => {
    const lines = await anExport(await keys.signer());
    const edited = lines.map((line, i) => (i === 7 ? line.replace('agent-6', 'agent-0') : line));
    const { code, output } = await run(file('bad.jsonl', textOf(edited)));
    expect(code).toBe(1);
    expect(output).toMatch(
      /^BAD {3}Entry 7 was changed: .*\n {6}entry_changed, line 8\n {6}6 entries before it are/,
    );
    const { code: json, output: text } = await run(file('bad.jsonl', textOf(edited)), '--json');
    expect([json, JSON.parse(text)]).toEqual([
      1,
      expect.objectContaining({
        ok: false,
        line: 8,
        checked: 6,
        fault: expect.objectContaining({ sequence: '7' }) as object,
      }),
    ]);
  });

  it('does not take the key of somebody else for its own', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const forged = file(
      'forged.jsonl',
      textOf(await anExport(new AuditSigner(randomUUID(), publicKey, privateKey))),
    );
    const pem = file('own.pem', (await keys.signer()).publicKey);
    expect((await run(forged)).code).toBe(0);
    expect(await run(forged, '--public-key', pem)).toMatchObject({
      ...{ code: 1, output: expect.stringContaining('unknown_key') as string },
    });
  });

  it.each([
    ['nothing to verify', []],
    ['two things', ['x', '--live']],
    ['a file that is not there', ['/nonexistent/file']],
    ['a directory', ['/tmp']],
    ['an option it does not know', ['x', '--bogus']],
    ['a key that is none', ['x', '--public-key', '/etc/hostname']],
    ['a key that is not there', ['x', '--public-key', '/nonexistent/key']],
  ])('ends with code 2 when it is given %s', async (_, args) => {
    expect((await run(...args)).code).toBe(2);
  });

  it('verifies the database of an instance, and says why its key is believed', async () => {
    expect(await run('--live')).toEqual({
      code: 0,
      output: expect.stringMatching(
        /^ok {4}1,020 entries, 1 to 1020: .* 1 checkpoint .*\n.*encryption key/,
      ) as string,
    });
    delete process.env['ENCRYPTION_KEY'];
    expect((await run('--live')).output).toContain('The key came with the database');
    process.env['ENCRYPTION_KEY'] = formatEncryptionKey(encryptionKeyOf(randomBytes(32)));
    expect(await run('--live')).toMatchObject({
      code: 1,
      output: expect.stringContaining('unknown_key') as string,
    });
  });

  it('names the first bad entry of a database', async () => {
    await database.dataSource.transaction(async (manager) => {
      await manager.query(`SET LOCAL session_replication_role = 'replica'`);
      await manager.query('DELETE FROM audit_entries WHERE sequence = 17');
    });
    const { code, output } = await run('--live', '--json');
    expect([code, JSON.parse(output)]).toEqual([
      1,
      expect.objectContaining({
        checked: 16,
        trust: 'encryption-key',
        fault: expect.objectContaining({ code: 'entry_missing', sequence: '17' }) as object,
      }),
    ]);
  });

  it('ends with code 2 when there is no database', async () => {
    process.env['DATABASE_URL'] = 'postgres://postgres@127.0.0.1:1/none';
    expect((await run('--live')).code).toBe(2);
    delete process.env['DATABASE_URL'];
    expect((await run('--live', '--data', directory)).code).toBe(2);
  });
});
