import { setTimeout as sleep } from 'node:timers/promises';
import { AuditEntry, OneTimeToken, SecondFactor, Session, User } from '@nora/domain';
import { Secret, TOTP } from 'otpauth';
import { PASSWORD, startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestAnswer, TestClient } from '../testing/test-client';

const ROUTE = '/api/account/second-factor';

interface Factor {
  secret: string;
  recoveryCodes: string[];
}

/** A code of the present time step, or of one beside: three that are valid now, and each later one can follow. */
function codeOf(secret: string, stepsAhead: -1 | 0 | 1): string {
  const timestamp = Date.now() + stepsAhead * 30_000;
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp });
}

describe('the second factor', () => {
  let api: TestApi;
  let member: Member;

  beforeAll(async () => {
    api = await startTestApi();
  });

  beforeEach(async () => {
    member = await api.member();
  });

  afterAll(() => api.close());

  async function begin({ client }: Member = member): Promise<string> {
    const answer = await client.post(ROUTE, { password: PASSWORD });
    expect(answer.status).toBe(201);
    return answer.body['secret'] as string;
  }

  /** Turned on with the code of the step before, so that two more can follow. */
  async function turnOn(by: Member = member): Promise<Factor> {
    const secret = await begin(by);
    // At the end of a step its predecessor is about to be too old.
    if (TOTP.remaining() < 1_000) await sleep(TOTP.remaining() + 10);
    const answer = await by.client.post(`${ROUTE}/confirm`, { code: codeOf(secret, -1) });
    expect(answer.status).toBe(200);
    return { secret, recoveryCodes: answer.body['recoveryCodes'] as string[] };
  }

  const logIn = (client: TestClient, password = PASSWORD): Promise<TestAnswer> =>
    client.post('/api/auth/login', { email: member.email, password });

  async function challenge(): Promise<string> {
    const { body } = await logIn(api.visitor());
    expect(body).toMatchObject({ status: 401, code: 'second_factor_required' });
    return body['challenge'] as string;
  }

  const give = (named: string, code: string, client = api.visitor()): Promise<TestAnswer> =>
    client.post('/api/auth/second-factor', { challenge: named, code });

  const audit = (action: string): Promise<AuditEntry[]> =>
    api.dataSource.manager.find(AuditEntry, {
      where: { action, resourceId: member.userId },
      order: { id: 'ASC' },
    });

  describe('is set up', () => {
    it('by password and a first code, and ends every other session', async () => {
      const elsewhere = api.visitor();
      expect((await logIn(elsewhere)).status).toBe(200);
      expect((await member.client.get(ROUTE)).body).toEqual({
        ...{ enabled: false, recoveryCodesLeft: 0, confirmedAt: null },
      });
      const setup = await member.client.post(ROUTE, { password: PASSWORD });
      const { secret, uri } = setup.body as { secret: string; uri: string };
      expect(new URL(uri).searchParams.get('secret')).toBe(secret);
      expect(decodeURIComponent(uri)).toContain(member.email);
      expect((await member.client.get(ROUTE)).body).toMatchObject({ enabled: false });
      expect((await logIn(api.visitor())).status).toBe(200);

      const confirmed = await member.client.post(`${ROUTE}/confirm`, { code: codeOf(secret, 0) });
      expect(confirmed.status).toBe(200);
      expect(new Set(confirmed.body['recoveryCodes'] as string[]).size).toBe(10);
      expect((await elsewhere.get('/api/auth/me')).status).toBe(401);
      expect((await member.client.get('/api/auth/me')).body).toMatchObject({ secondFactor: true });
      expect((await member.client.get(ROUTE)).body).toEqual({
        ...{ enabled: true, recoveryCodesLeft: 10, confirmedAt: expect.any(String) },
      });
      expect(await audit('second-factor.enable')).toMatchObject([
        { before: { enabled: false }, after: { enabled: true }, details: { sessionsEnded: 2 } },
      ]);
    });

    it('not without the password, unless the account has none', async () => {
      for (const body of [{}, { password: 'wrong' }]) {
        const refused = await member.client.post(ROUTE, body);
        expect(refused.body).toMatchObject({ status: 403, code: 'password_wrong' });
      }
      await api.dataSource.manager.update(User, { id: member.userId }, { passwordHash: null });
      expect((await member.client.post(ROUTE, {})).status).toBe(201);
    });

    it('not by a wrong code, nor without having been begun, nor twice', async () => {
      const early = await member.client.post(`${ROUTE}/confirm`, { code: '123456' });
      expect(early.body).toMatchObject({ status: 404 });
      const secret = await begin();
      const wrong = await member.client.post(`${ROUTE}/confirm`, { code: 'abcdef' });
      expect(wrong.body).toMatchObject({ status: 401, code: 'second_factor_invalid' });
      expect(await audit('second-factor.enable')).toMatchObject([{ outcome: 'refused' }]);
      expect((await member.client.post(`${ROUTE}/confirm`, { code: codeOf(secret, 0) })).status).toBe(200);
      const twice = await member.client.post(`${ROUTE}/confirm`, { code: codeOf(secret, 1) });
      expect(twice.body).toMatchObject({ status: 409, code: 'second_factor_enabled' });
      const again = await member.client.post(ROUTE, { password: PASSWORD });
      expect(again.body).toMatchObject({ status: 409, code: 'second_factor_enabled' });
    });

    it('with the secret that was made last', async () => {
      const [first, last] = [await begin(), await begin()];
      const old = await member.client.post(`${ROUTE}/confirm`, { code: codeOf(first, 0) });
      expect(old.body).toMatchObject({ status: 401, code: 'second_factor_invalid' });
      expect((await member.client.post(`${ROUTE}/confirm`, { code: codeOf(last, 0) })).status).toBe(200);
    });

    it('once, of two confirmations at the same moment', async () => {
      const code = codeOf(await begin(), 0);
      const answers = await Promise.all([1, 2].map(() => member.client.post(`${ROUTE}/confirm`, { code })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    });

    it('with no session left that did not give it, not even one that was just being opened', async () => {
      const code = codeOf(await begin(), 0);
      const { userId } = member;
      let confirming: Promise<TestAnswer> | undefined;
      // What a log-in does that found no second factor: it holds the account, and commits a moment later.
      const opened = await api.dataSource.transaction(async (manager) => {
        await manager.findOneOrFail(User, { where: { id: userId }, lock: { mode: 'pessimistic_read' } });
        const times = { lastUsedAt: new Date(), expiresAt: new Date(Date.now() + 60_000), revokedAt: null };
        const session = manager.create(Session, { userId, method: 'password', ...times });
        await manager.insert(Session, session);
        confirming = member.client.post(`${ROUTE}/confirm`, { code });
        await sleep(300);
        return session;
      });
      expect((await confirming)?.status).toBe(200);
      const session = await api.dataSource.manager.findOneByOrFail(Session, { id: opened.id });
      expect(session.revokedAt).toBeInstanceOf(Date);
    });

    it('and kept sealed: neither secret nor codes are in the database or the audit log', async () => {
      const { secret, recoveryCodes } = await turnOn();
      const row = await api.dataSource.manager.findOneByOrFail(SecondFactor, { userId: member.userId });
      const kept = JSON.stringify([row, await api.dataSource.manager.find(AuditEntry)]);
      for (const hidden of [secret, ...recoveryCodes]) expect(kept).not.toContain(hidden);
      const context = { table: 'second_factors', column: 'secret', rowId: member.userId };
      expect(api.sealed.open(row.secret, context)).toBe(secret);
    });
  });

  describe('is asked for', () => {
    it('after the password, and only then', async () => {
      const { secret } = await turnOn();
      const client = api.visitor();
      expect((await logIn(client, 'wrong')).body).toMatchObject({ code: 'invalid_credentials' });
      const asked = await logIn(client);
      expect(asked.headers.getSetCookie()).toEqual([]);
      const answer = await give(asked.body['challenge'] as string, codeOf(secret, 0), client);
      expect(answer).toMatchObject({ status: 200, body: { email: member.email, secondFactor: true } });
      expect((await client.get('/api/auth/me')).status).toBe(200);
      const [login] = await api.dataSource.manager.find(AuditEntry, {
        where: { action: 'auth.login', actorId: member.userId },
        ...{ order: { id: 'DESC' }, take: 1 },
      });
      expect(login?.details).toEqual({ method: 'password', secondFactor: 'totp' });
    });

    it('once per code: the one that was used is refused in another log-in, and so is an earlier one', async () => {
      const { secret } = await turnOn();
      const codes = ([1, 0, -1] as const).map((steps) => codeOf(secret, steps));
      expect((await give(await challenge(), codes[0] ?? '')).status).toBe(200);
      for (const code of codes) {
        const again = await give(await challenge(), code);
        expect(again.body).toMatchObject({ status: 401, code: 'second_factor_invalid' });
      }
    });

    it('with one winner where one code is given in two log-ins at the same moment', async () => {
      const { secret, recoveryCodes } = await turnOn();
      for (const code of [codeOf(secret, 0), recoveryCodes[0] ?? '']) {
        const named = await Promise.all([challenge(), challenge(), challenge(), challenge()]);
        const answers = await Promise.all(named.map((one) => give(one, code)));
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
      }
      expect((await member.client.get(ROUTE)).body).toMatchObject({ recoveryCodesLeft: 9 });
    });

    it('with one winner where one log-in is completed twice at the same moment', async () => {
      const { secret } = await turnOn();
      const named = await challenge();
      const answers = await Promise.all([give(named, codeOf(secret, 0)), give(named, codeOf(secret, 1))]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    });

    it('and recovery codes stand in for it, each once, until new ones are made', async () => {
      const { secret, recoveryCodes } = await turnOn();
      const [first = '', second = ''] = recoveryCodes;
      expect((await give(await challenge(), first.toUpperCase())).status).toBe(200);
      expect((await give(await challenge(), first)).body).toMatchObject({ code: 'second_factor_invalid' });
      const renewed = await member.client.post(`${ROUTE}/recovery-codes`, { code: codeOf(secret, 0) });
      const fresh = renewed.body['recoveryCodes'] as string[];
      expect(fresh).toHaveLength(10);
      expect((await give(await challenge(), second)).body).toMatchObject({ code: 'second_factor_invalid' });
      expect((await give(await challenge(), fresh[9] ?? '')).status).toBe(200);
      expect((await member.client.get(ROUTE)).body).toMatchObject({ recoveryCodesLeft: 9 });
    });

    it('five times, then the log-in must be begun again, however many guess at once', async () => {
      const { secret } = await turnOn();
      const named = await challenge();
      const guesses = Array.from({ length: 20 }, () => give(named, 'aaaaa-aaaaa'));
      const answers = (await Promise.all(guesses)).map(({ status }) => status);
      expect(answers.filter((status) => status === 401)).toHaveLength(5);
      expect(answers.filter((status) => status === 410)).toHaveLength(15);
      const late = await give(named, codeOf(secret, 0));
      expect(late.body).toMatchObject({ status: 410, code: 'link_expired' });
      expect(await audit('auth.second-factor')).toHaveLength(5);
    });

    it('for five minutes', async () => {
      const { secret } = await turnOn();
      const named = await challenge();
      const { manager } = api.dataSource;
      const token = await manager.findOneByOrFail(OneTimeToken, { userId: member.userId });
      expect(token.expiresAt.getTime() - token.createdAt.getTime()).toBeCloseTo(300_000, -4);
      await manager.update(OneTimeToken, { id: token.id }, { expiresAt: new Date(Date.now() - 1) });
      expect((await give(named, codeOf(secret, 0))).body).toMatchObject({ code: 'link_expired' });
      expect((await give('nora_otl_unknown', '123456')).body).toMatchObject({ code: 'link_expired' });
    });

    it('and a log-in that waits is worth nothing once the password changed or the account is disabled', async () => {
      const { secret } = await turnOn();
      const [beforeChange, code] = [await challenge(), codeOf(secret, 0)];
      const change = { currentPassword: PASSWORD, newPassword: 'another nine herons' };
      expect((await member.client.post('/api/account/password', change)).status).toBe(204);
      expect((await give(beforeChange, code)).body).toMatchObject({ code: 'link_expired' });
      const asked = await logIn(api.visitor(), change.newPassword);
      await api.dataSource.manager.update(User, { id: member.userId }, { disabledAt: new Date() });
      const refused = await give(asked.body['challenge'] as string, code);
      expect(refused.body).toMatchObject({ code: 'link_expired' });
    });
  });

  describe('is taken away', () => {
    const remove = (body: object) => member.client.call('DELETE', ROUTE, body);

    it('by password and code, and a log-in asks for nothing more', async () => {
      const { secret } = await turnOn();
      const code = codeOf(secret, 0);
      expect((await remove({ code })).body).toMatchObject({ code: 'password_wrong' });
      const refused = await remove({ password: PASSWORD, code: '000000' });
      expect(refused.body).toMatchObject({ status: 401, code: 'second_factor_invalid' });
      expect((await remove({ password: PASSWORD, code })).status).toBe(204);
      expect((await logIn(api.visitor())).status).toBe(200);
      expect(await audit('second-factor.remove')).toMatchObject([
        { outcome: 'refused' },
        { outcome: 'allowed', details: { provenBy: 'totp' } },
      ]);
      expect((await remove({ password: PASSWORD, code })).body).toMatchObject({ status: 404 });
      await turnOn();
    });

    it('with a recovery code where the app is lost', async () => {
      const { recoveryCodes } = await turnOn();
      expect((await remove({ password: PASSWORD, code: recoveryCodes[3] })).status).toBe(204);
    });
  });

  it('is guessed at as often as passwords are, and no more', async () => {
    const limited = await startTestApi([], { RATE_LIMIT_LOGINS: '4' });
    try {
      const { client } = await limited.member();
      const codes = ['000001', '000002', '000003', '000004', '000005'];
      const statuses: number[] = [];
      for (const code of codes) {
        statuses.push((await client.post(`${ROUTE}/recovery-codes`, { code })).status);
      }
      // The log-in of the member counts too.
      expect(statuses).toEqual([404, 404, 404, 429, 429]);
      const named = 'nora_otl_unknown';
      const guesses = await Promise.all(
        codes.map((code) => limited.visitor().post('/api/auth/second-factor', { challenge: named, code })),
      );
      expect(guesses.map(({ status }) => status).sort()).toEqual([410, 410, 410, 429, 429]);
    } finally {
      await limited.close();
    }
  });
});
