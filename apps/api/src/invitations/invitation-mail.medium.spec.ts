import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import { TestMailbox } from '../testing/test-mailbox';

describe('the mail of an invitation', () => {
  let mailbox: TestMailbox;
  let api: TestApi;
  let owner: Member;

  beforeAll(async () => {
    mailbox = await TestMailbox.open();
    api = await startTestApi([], {
      ...{ SMTP_URL: mailbox.url, PUBLIC_URL: 'https://nora.example.test', RATE_LIMIT_MAILS: '2' },
    });
    owner = await api.member('Win a prize at https://evil.example');
    const { client, workspaceId } = owner;
    await client.patch(`/api/workspaces/${workspaceId}`, { name: '<b>Call +1 555 0100</b>' });
  });

  afterAll(async () => {
    await api?.close();
    await mailbox?.close();
  });

  const invite = ({ client, workspaceId }: Member, email: string) =>
    client.post(`/api/workspaces/${workspaceId}/invitations`, { email, role: 'viewer' });

  it('brings the link, names the inviter by their address, and lets nobody else speak', async () => {
    const { body } = await invite(owner, 'guest@example.test');
    expect(body['mailed']).toBe(true);
    const mail = await mailbox.mailTo('guest@example.test');
    expect(mail.link).toBe(body['url']);
    expect(mail.text).toContain(`${owner.email} invites you`);
    for (const part of [mail.subject, mail.text, mail.html]) expect(part).not.toMatch(/prize|evil|555/);
  });

  it('is sent again with the new link', async () => {
    const first = await invite(owner, 'again@example.test');
    const { id } = first.body['invitation'] as { id: string };
    const { client, workspaceId } = owner;
    const renewed = await client.post(`/api/workspaces/${workspaceId}/invitations/${id}/renew`);
    expect(renewed.body['mailed']).toBe(true);
    expect((await mailbox.mailTo('again@example.test', 2)).link).toBe(renewed.body['url']);
    expect(renewed.body['url']).not.toBe(first.body['url']);
  });

  it('that cannot be sent leaves the invitation with its link', async () => {
    mailbox.refused.add('nobody@example.test');
    const { status, body } = await invite(owner, 'nobody@example.test');
    expect([status, body['mailed']]).toEqual([201, false]);
    const token = (body['url'] as string).split('#token=')[1];
    expect((await api.visitor().post('/api/invitations/check', { token })).status).toBe(200);
  });

  it('goes to one address so many times in a quarter of an hour, whoever invites, and leaves the rest of its mail alone', async () => {
    const email = 'flooded@example.test';
    const answers = [];
    for (let round = 0; round < 3; round += 1) answers.push(await invite(await api.member(), email));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 429]);
    expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
    const reset = await api.visitor().post('/api/auth/password-reset', { email });
    expect(reset.status).toBe(202);
    const { body } = await invite(owner, 'patient@example.test');
    const { id } = body['invitation'] as { id: string };
    const place = `/api/workspaces/${owner.workspaceId}/invitations/${id}/renew`;
    const renewals = [];
    for (let round = 0; round < 3; round += 1) renewals.push((await owner.client.post(place)).status);
    expect(renewals).toEqual([200, 200, 429]);
  });
});
