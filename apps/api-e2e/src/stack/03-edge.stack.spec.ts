import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CSRF_HEADER, SESSION_COOKIE } from '@nora/contracts';
import { liveInstance } from '@nora/testing';
import { eventually } from '../support/eventually';
import { CLAIMANTS, Session } from '../support/session';
import { askSecurely, makeCertificate } from './support/https';
import { Stack, docker, runInside } from './support/stack';

const DOMAIN = 'nora.example.test';
const SPOOFED = '203.0.113.9';
const AGAIN_WITHIN_MS = 60_000;
/** Without waiting for the workers, which know nothing of the edge. */
const UP = ['up', '--detach', '--no-build', '--no-deps', '--timeout', '2', 'nginx', 'api'];

describe('the edge of the Compose stack', () => {
  const stack = new Stack();
  const { url } = liveInstance();

  afterAll(async () => {
    await stack.compose(UP);
    await eventually('the API', () => ready(url), AGAIN_WITHIN_MS);
  }, 120_000);

  it('believes nobody who says that they come from elsewhere', async () => {
    const session = await Session.ofAdministrator();
    await session.close();
    const [account] = CLAIMANTS;
    const headers = { 'x-forwarded-for': SPOOFED, 'x-real-ip': SPOOFED, forwarded: `for=${SPOOFED}` };
    const body = { email: account.email, password: account.password };
    await session.client.expect(200, 'POST', '/api/auth/login', { body, headers });
    const { items } = await session.client.expect<{ items: { current: boolean; address: string }[] }>(
      200,
      'GET',
      '/api/account/sessions',
    );
    expect(items.find(({ current }) => current)?.address).toBe(stack.hostAddress);
    expect(await addressInLog(url, headers)).toBe(stack.hostAddress);
  });

  it('behind a proxy believes that proxy alone, and of what it says the part that it added', async () => {
    await stack.compose(UP, {
      overlays: ['compose.proxy.yml'],
      settings: { TRUSTED_PROXIES: stack.hostAddress, PUBLIC_URL: `https://${DOMAIN}` },
    });
    await eventually('the API', () => ready(url), AGAIN_WITHIN_MS);
    const ofProxy = { 'x-forwarded-for': `198.51.100.1, ${SPOOFED}`, 'x-forwarded-proto': 'https' };
    expect(await addressInLog(url, ofProxy)).toBe(SPOOFED);
    const page = await fetch(`${url}/`, { headers: ofProxy });
    expect(page.headers.get('strict-transport-security')).toMatch(/^max-age=\d+/);

    const { Id, NetworkSettings } = await stack.container('control');
    const path = `/api/no-such-${randomBytes(4).toString('hex')}`;
    const inside = `http://${stack.settings['NORA_EDGE_NGINX']}:8080${path}`;
    const script =
      'fetch(process.argv[1], { headers: { "x-forwarded-for": process.argv[2] } }).then(() => 0)';
    expect((await runInside(Id, ['node', '-e', script, inside, SPOOFED])).exitCode).toBe(0);
    const addresses = Object.values(NetworkSettings.Networks).map(({ IPAddress }) => IPAddress);
    expect(addresses).toContain(await loggedAddress(path));
  }, 120_000);

  it('under a domain of its own speaks TLS with the certificate of the files, and nothing else', async () => {
    const authority = await makeCertificate(join(stack.directory, 'tls'), DOMAIN);
    const [http = 0, https = 0] = await freePorts();
    await stack.compose(UP, {
      overlays: ['compose.public.yml'],
      settings: {
        NORA_DOMAIN: DOMAIN,
        NORA_TLS_DIRECTORY: join(stack.directory, 'tls'),
        NORA_PUBLIC_BIND: '127.0.0.1',
        NORA_HTTP_PORT: String(http),
        NORA_HTTPS_PORT: String(https),
      },
    });
    const place = { domain: DOMAIN, port: https, authority };
    const healthy = async (): Promise<true | null> => {
      const answer = await askSecurely(place, '/api/health/ready').catch(() => null);
      return answer?.status === 200 ? true : null;
    };
    await eventually('the API over TLS', healthy, AGAIN_WITHIN_MS);

    const page = await askSecurely(place, '/app/');
    expect(page.status).toBe(200);
    expect(page.body).toMatch(/<nora-root ngcspnonce="[0-9a-f]{32}"/);
    expect(page.body).not.toContain('NORA_CSP_NONCE');
    expect(page.headers['strict-transport-security']).toMatch(/^max-age=\d+/);
    const { email, password } = CLAIMANTS[0];
    const login = await askSecurely(place, '/api/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: `https://${DOMAIN}`, [CSRF_HEADER]: '1' },
      body: JSON.stringify({ email, password }),
    });
    expect(login.status).toBe(200);
    expect(String(login.headers['set-cookie'])).toMatch(new RegExp(`${SESSION_COOKIE}=.*; Secure`));
    const plain = await fetch(`http://127.0.0.1:${http}/app/?q=1`, { redirect: 'manual' });
    expect([plain.status, plain.headers.get('location')]).toEqual([308, `https://${DOMAIN}/app/?q=1`]);
  }, 120_000);

  /** Asks for something that nobody else asks for; from where, as nginx has written it down. */
  async function addressInLog(base: string, headers: Record<string, string>): Promise<string> {
    const path = `/api/no-such-${randomBytes(4).toString('hex')}`;
    await fetch(`${base}${path}`, { headers });
    return loggedAddress(path);
  }

  function loggedAddress(path: string): Promise<string> {
    return eventually(
      `${path} in the log of nginx`,
      async () => {
        const { Id } = await stack.container('nginx');
        const log = await docker.getContainer(Id).logs({ stdout: true, stderr: false, tail: 50 });
        const line = String(log)
          .split('\n')
          .find((candidate) => candidate.includes(path));
        return /"address":"([^"]+)"/.exec(line ?? '')?.[1] ?? null;
      },
      5_000,
    );
  }
});

async function ready(url: string): Promise<true | null> {
  const response = await fetch(`${url}/api/health/ready`).catch(() => null);
  return response?.ok === true ? true : null;
}

/** Two ports that nothing listens on. */
async function freePorts(): Promise<number[]> {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
