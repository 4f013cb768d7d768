import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { MailSettings, readSettings } from '@nora/config';
import { createLogger } from '@nora/observability';
import { Background } from '../core/background';
import { TestMailbox } from '../testing/test-mailbox';
import { Mailer } from './mailer';

const LINK = 'https://nora.example/verify-email#token=nora_otl_x';

const mail = (to: string) => ({
  to,
  subject: 'Grüße aus <Nora>',
  paragraphs: ['First & <b>foremost</b>.', 'Second.'],
  link: { label: 'Open it', url: LINK },
});

describe('Mailer', () => {
  let mailbox: TestMailbox;
  const lines: string[] = [];
  const logger = createLogger('test', 'info', { write: (line: string) => void lines.push(line) });
  const background = new Background(logger);

  const mailerFor = (environment: Record<string, string>) => {
    const [settings] = readSettings(environment, MailSettings);
    return new Mailer(settings, background, logger);
  };

  beforeAll(async () => {
    mailbox = await TestMailbox.open();
  });

  afterAll(() => mailbox.close());

  it('sends plain text and HTML that say the same', async () => {
    const mailer = mailerFor({ SMTP_URL: mailbox.url, MAIL_FROM: 'Nora of Example <nora@example.test>' });
    expect(mailer.isSetUp).toBe(true);
    await mailer.send(mail('ada@example.test'));
    const received = await mailbox.mailTo('ada@example.test');
    expect(received).toMatchObject({
      ...{ from: '"Nora of Example" <nora@example.test>', subject: 'Grüße aus <Nora>', link: LINK },
    });
    expect(received.text).toContain('First & <b>foremost</b>.\n\nSecond.\n\nOpen it:\n');
    expect(received.html).toContain('<p>First &amp; &lt;b&gt;foremost&lt;/b&gt;.</p>');
    expect(received.html).toContain(`<a href="${LINK}">Open it</a>`);
  });

  it('writes to one address only, whatever it looks like', async () => {
    const before = mailbox.received.length;
    const mailer = mailerFor({ SMTP_URL: mailbox.url });
    await mailer.send(mail('a@example.test, b@example.test')).catch(() => undefined);
    expect(mailbox.received.slice(before).filter(({ to }) => to.includes('b@example.test'))).toEqual([]);
  });

  it('says that it is not set up where there is no mail server', async () => {
    const mailer = mailerFor({});
    expect(mailer.isSetUp).toBe(false);
    await expect(mailer.send(mail('ada@example.test'))).rejects.toMatchObject({
      code: 'mail_not_configured',
    });
  });

  it('tells of a refusal, and logs it without the link', async () => {
    mailbox.refused.add('gone@example.test');
    const mailer = mailerFor({ SMTP_URL: mailbox.url });
    await expect(mailer.send(mail('gone@example.test'))).rejects.toMatchObject({ code: 'mail_failed' });
    expect(lines.join()).toContain('no such mailbox');
    expect(lines.join()).not.toContain('nora_otl_');
  });

  it('gives later mail up without making anybody wait', async () => {
    const before = lines.length;
    const mailer = mailerFor({ SMTP_URL: mailbox.url });
    mailer.sendLater(mail('gone@example.test'));
    mailer.sendLater(mail('grace@example.test'));
    await background.beforeApplicationShutdown();
    expect(mailbox.received.some(({ to }) => to === 'grace@example.test')).toBe(true);
    expect(lines.slice(before).join()).not.toContain('nora_otl_');
  });

  describe('and a mail server that says nothing', () => {
    let silent: Server;
    const sockets: Socket[] = [];

    beforeAll(async () => {
      silent = createServer((socket) => void sockets.push(socket));
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    });

    afterAll(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });

    it('does not hold it up for more than some seconds', async () => {
      const { port } = silent.address() as AddressInfo;
      const mailer = mailerFor({ SMTP_URL: `smtp://127.0.0.1:${port}` });
      const start = Date.now();
      await expect(mailer.send(mail('ada@example.test'))).rejects.toMatchObject({ code: 'mail_failed' });
      expect(Date.now() - start).toBeLessThan(8_000);
    });
  });
});
