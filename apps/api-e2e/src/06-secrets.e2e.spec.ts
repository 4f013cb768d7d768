import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  agentSecretsOf,
  encryptionKeyOf,
  keyFileOf,
  liveInstance,
  providerKeysOf,
  redisUrlOf,
  secretsOf,
  withInstanceDatabase,
} from '@nora/testing';
import { Redis } from 'ioredis';
import { containerOf } from './support/agent-home';
import { say } from './support/chat';
import { hostProcesses } from './support/host-processes';
import { CLAIMANTS, DEPLOY_TIMEOUT_MS, Session, type AgentView } from './support/session';

describe('no secret', () => {
  const instance = liveInstance();
  let session: Session;
  let agent: AgentView;
  /** Secrets by what they are, of the agent and of the instance. */
  let ofAgent: Record<string, string>;
  let all: Record<string, string>;

  beforeAll(async () => {
    session = await Session.ofAdministrator();
    agent = await session.runningAgent('First agent');
    await say(session, agent.id, 'Hello');
    // Of the models that agents of this instance were bound to: in none of their containers either.
    const ofProviders = await providerKeysOf(instance);
    ofAgent = { ...(await agentSecretsOf(instance, agent.id)), ...ofProviders };
    const { jwtSecret, apiKeyHashSecret, inviteSecret, claimToken } = secretsOf(instance);
    const { postgresPassword, redisPassword } = secretsOf(instance);
    all = {
      ...ofAgent,
      ...{ jwtSecret, apiKeyHashSecret, inviteSecret, claimToken, postgresPassword, redisPassword },
      encryptionKey: encryptionKeyOf(instance),
      session: session.client.sessionCookie?.split('=')[1] ?? '',
      password: CLAIMANTS[0].password,
    };
    for (const [name, value] of Object.entries(all)) {
      if (value.length < 16) throw new Error(`the secret ${name} is too short to be looked for`);
    }
  }, DEPLOY_TIMEOUT_MS);

  afterAll(() => session.close());

  const namesIn = (text: string, secrets: Record<string, string>): string[] =>
    Object.entries(secrets).flatMap(([name, value]) => (text.includes(value) ? [name] : []));

  const exposedIn = (files: string[]): string[] =>
    files.flatMap((file) => {
      const found = namesIn(unlessGone(() => readFileSync(file, 'utf8')) ?? '', all);
      return found.length === 0 ? [] : [`${found.join(', ')} in ${file}`];
    });

  it('escapes this search: those of the instance are found in its own files, sealed ones nowhere', () => {
    const kept = readFileSync(join(instance.dataDirectory, 'secrets.json'), 'utf8');
    expect(namesIn(readFileSync(keyFileOf(instance), 'utf8'), all)).toEqual(['encryptionKey']);
    expect(namesIn(kept, all).sort()).toEqual([
      'apiKeyHashSecret',
      'claimToken',
      'inviteSecret',
      'jwtSecret',
      'postgresPassword',
      'redisPassword',
    ]);
  });

  it('stands in the arguments of any process', () => {
    const exposed = hostProcesses().flatMap(({ pid, argv }) => {
      const names = namesIn(argv.join(' '), all);
      return names.length === 0 ? [] : [`${names.join(', ')} in ${pid} ${argv[0]}`];
    });
    expect(exposed).toEqual([]);
  });

  it('stands in a log of the instance or of the agent', () => {
    const files = filesBelow(instance.dataDirectory).filter((file) => /\.log(\.\d+)?$/.test(file));
    const names = files.map((file) => basename(file));
    expect(names).toEqual(expect.arrayContaining(['api.log', 'provisioner-worker.log', 'nora.log']));
    expect(exposedIn(files)).toEqual([]);
  });

  it('is shown by the log of the agent that the API sends', async () => {
    const log = await session.client.stream('GET', '/api/agents/{agentId}/logs', {
      params: { agentId: agent.id },
      query: { tail: '5000', follow: 'false' },
    });
    await log.waitFor('the end of the log', ({ event }) => event === 'end');
    expect(namesIn(JSON.stringify(log.events), all)).toEqual([]);
  });

  it('is in an answer of the API or in the events', async () => {
    const answers = [
      await session.agents(),
      await session.agent(agent.id),
      await session.client.expect(200, 'GET', '/api/agents/{agentId}/deployments', {
        params: { agentId: agent.id },
      }),
      session.stream.events,
    ];
    expect(namesIn(JSON.stringify(answers), all)).toEqual([]);
  });

  it('stands in the clear in the database', async () => {
    const rows = await withInstanceDatabase(instance, async (client) => {
      const { rows: tables } = await client.query<{ name: string }>(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
      );
      const contents: string[] = [];
      for (const { name } of tables) {
        const { rows: found } = await client.query(`SELECT to_jsonb(t) AS row FROM "${name}" t`);
        contents.push(JSON.stringify(found));
      }
      return contents.join('\n');
    });
    expect(rows).toContain(agent.id);
    expect(namesIn(rows, all)).toEqual([]);
  });

  it('travels through the queue', async () => {
    const redis = new Redis(redisUrlOf(instance));
    try {
      const keys = await redis.keys('*');
      const values = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
      expect(keys.length).toBeGreaterThan(0);
      expect(namesIn(values.map(String).join('\n'), all)).toEqual([]);
    } finally {
      await redis.quit();
    }
  });

  it('is readable by anybody but its owner in the data directory', () => {
    expect(exposedIn(filesBelow(instance.dataDirectory).filter((file) => isSmallAndOpen(file)))).toEqual([]);
  });

  if (instance.target === 'docker') {
    it('is shown when the container and its processes are inspected', async () => {
      const container = await containerOf(agent.id);
      const details = await container.inspect();
      expect(details.Config.Env.length).toBeGreaterThan(0);
      expect(namesIn(JSON.stringify(details), ofAgent)).toEqual([]);
      expect(namesIn(JSON.stringify(await container.top()), ofAgent)).toEqual([]);
    });
  }
});

function filesBelow(directory: string): string[] {
  const entries = unlessGone(() => readdirSync(directory, { withFileTypes: true })) ?? [];
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name);
    // Installations of runtimes and the database's own files are large and hold none of ours in the clear.
    if (entry.isDirectory())
      return /^(runtimes|postgres|postgres-programs)$/.test(entry.name) ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

function isSmallAndOpen(file: string): boolean {
  const { mode, size } = unlessGone(() => statSync(file)) ?? { mode: 0, size: 0 };
  return (mode & 0o044) !== 0 && size < 10_000_000;
}

/** What lives in the directory makes files and removes them meanwhile, e.g. journals of databases. */
function unlessGone<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
