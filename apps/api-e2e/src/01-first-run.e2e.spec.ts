import { CORRELATION_HEADER } from '@nora/contracts';
import { liveInstance, type LiveInstance } from '@nora/testing';
import { expectProblem, type ApiClient } from './support/api-client';
import { Contract } from './support/contract';
import { CLAIMANTS, anonymous } from './support/session';

describe('a new instance', () => {
  let instance: LiveInstance;
  let client: ApiClient;

  beforeAll(async () => {
    instance = liveInstance();
    client = await anonymous(instance);
  });

  it('is alive and ready', async () => {
    expect(await client.expect(200, 'GET', '/api/health')).toEqual({ status: 'ok' });
    const ready = await client.expect<{ status: string; checks: Record<string, { status: string }> }>(
      200,
      'GET',
      '/api/health/ready',
    );
    expect(ready.status).toBe('ok');
    expect(Object.entries(ready.checks).map(([name, { status }]) => [name, status])).toEqual([
      ['postgresql', 'ok'],
      ['redis', 'ok'],
      ['queue', 'ok'],
    ]);
  });

  it('describes its API as OpenAPI 3.1, with a refusal documented for every operation', async () => {
    const { document } = await Contract.of(instance.url);
    expect(document.openapi).toMatch(/^3\.1\./);
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { responses }]) => ({ place: `${method} ${path}`, responses })),
    );
    expect(operations.length).toBeGreaterThanOrEqual(20);
    const undocumented = operations.filter(({ responses }) => responses['500'] === undefined);
    expect(undocumented.map(({ place }) => place)).toEqual([]);
  });

  it('has a browsable reference that needs no other server', async () => {
    const response = await fetch(`${instance.url}/api/docs`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await response.text()).not.toMatch(/(src|href)="https?:/);
  });

  it('answers an unknown route of the API with a problem document', async () => {
    const response = await fetch(`${instance.url}/api/no-such-thing`);
    const { status, headers } = response;
    expectProblem({ status, headers, body: await response.json() }, 404, 'not_found');
  });

  it('answers a method that a route does not have with a problem document', async () => {
    const response = await fetch(`${instance.url}/api/health`, { method: 'PUT' });
    const { status, headers } = response;
    expectProblem({ status, headers, body: await response.json() }, 405, 'method_not_allowed');
    expect(headers.get('allow')).toContain('GET');
  });

  it.each(['/', '/login', '/app/', '/app/agents/a-deep-link', '/admin/'])(
    'serves the page %s with a policy that names every script by a nonce of this answer',
    async (path) => {
      const nonces = new Set<string>();
      for (let times = 0; times < 2; times++) {
        const response = await fetch(`${instance.url}${path}`);
        expect(response.status).toBe(200);
        const policy = response.headers.get('content-security-policy') ?? '';
        expect(policy).toMatch(/script-src[^;]*'(self|nonce-[^']+)'/);
        expect(policy).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'/);
        const page = await response.text();
        expect(page).not.toContain('NORA_CSP_NONCE');
        const nonce = /ngCspNonce="([^"]+)"/i.exec(page)?.[1] ?? '';
        expect(policy).toContain(`'nonce-${nonce}'`);
        nonces.add(nonce);
      }
      expect(nonces.size).toBe(2);
    },
  );

  it.each(['/', '/api/health', '/api/no-such-thing'])('sends security headers with %s', async (path) => {
    const { headers } = await fetch(`${instance.url}${path}`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('referrer-policy')).not.toBeNull();
    expect(headers.get('content-security-policy')).toMatch(/frame-ancestors '(none|self)'/);
  });

  it('takes over a well-formed correlation id, and replaces any other', async () => {
    const correlationIdFor = async (id: string): Promise<string | null> => {
      const { headers } = await client.call('GET', '/api/health', { headers: { [CORRELATION_HEADER]: id } });
      return headers.get(CORRELATION_HEADER);
    };
    expect(await correlationIdFor('e2e-0123456789')).toBe('e2e-0123456789');
    const replaced = await correlationIdFor('x'.repeat(5_000));
    expect(replaced).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
  });

  it('says that it waits for its first administrator', async () => {
    expect(await client.expect(200, 'GET', '/api/auth/bootstrap')).toEqual({
      ...{ needsFirstAdmin: true, signupEnabled: false, mail: false, oauth: [], banner: null },
    });
  });

  it('refuses a claim without the token of the claim link, or with another one', async () => {
    for (const claimToken of [undefined, 'not-the-token-of-the-claim-link']) {
      const body = { ...CLAIMANTS[0], claimToken };
      expectProblem(await client.call('POST', '/api/auth/claim', { body }), 403, 'claim_token_invalid');
    }
  });

  it('refuses an administrator with a short password', async () => {
    const body = { ...CLAIMANTS[0], claimToken: instance.claimToken, password: 'elevenchars' };
    const answer = await client.call('POST', '/api/auth/claim', { body });
    const { errors } = expectProblem(answer, 422, 'validation_failed');
    expect(errors?.map(({ path }) => path)).toEqual(['password']);
  });

  it('belongs to one of two who claim it at the same moment', async () => {
    const contenders = await Promise.all(
      CLAIMANTS.map(async (claimant) => ({ claimant, client: await anonymous(instance) })),
    );
    const outcomes = await Promise.all(
      contenders.map(async ({ claimant, client: contender }) => ({
        claimant,
        contender,
        answer: await contender.call<{ email: string; platformRole: string }>('POST', '/api/auth/claim', {
          body: { ...claimant, claimToken: instance.claimToken },
        }),
      })),
    );
    const [won, lost] = outcomes.sort((left, right) => left.answer.status - right.answer.status);
    if (won === undefined || lost === undefined) throw new Error('two answers were expected');
    expect(won.answer.status).toBe(201);
    expect(won.answer.body).toMatchObject({ email: won.claimant.email, platformRole: 'admin' });
    expectProblem(lost.answer, 409, 'already_claimed');
    expect(lost.contender.sessionCookie).toBeNull();
    const winner = won.contender;
    expect(await winner.expect(200, 'GET', '/api/auth/me')).toMatchObject({ email: won.claimant.email });
    const { users } = await winner.expect<{ users: number }>(200, 'GET', '/api/admin/overview');
    expect(users).toBe(1);
  });

  it('cannot be claimed again', async () => {
    const body = { ...CLAIMANTS[0], email: 'late@example.test', claimToken: instance.claimToken };
    expectProblem(await client.call('POST', '/api/auth/claim', { body }), 409, 'already_claimed');
    expect(await client.expect(200, 'GET', '/api/auth/bootstrap')).toMatchObject({ needsFirstAdmin: false });
  });
});
