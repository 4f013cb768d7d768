import { MailSettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import type { Logger } from '@nora/observability';
import { Inject, Injectable } from '@nestjs/common';
import type { Transporter } from 'nodemailer';
import { Background } from '../core/background';
import { LOGGER } from '../core/logger';
import { htmlOf, textOf, type Mail } from './mail';

/** Milliseconds for reaching the mail server, for its next word, and for a mail as a whole. */
const CONNECT_MS = 5_000;
const SILENCE_MS = 15_000;
const WHOLE_MS = 30_000;
const MOST_SAID = 300;

/**
 * Sends mail over SMTP. A mail is sent after the commit of what it tells of, never inside the transaction; one that
 * is lost is asked for again.
 */
@Injectable()
export class Mailer {
  private transport: Promise<Transporter> | null = null;

  constructor(
    private readonly settings: MailSettings,
    private readonly background: Background,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Whether this installation can send mail. Where it cannot, links are shown to those who may hand them on. */
  get isSetUp(): boolean {
    return this.settings.smtpUrl !== null;
  }

  /**
   * Sends a mail and waits until the mail server has taken it.
   * @throws DomainError `mail_not_configured`, `mail_failed`
   */
  async send(mail: Mail): Promise<void> {
    const { smtpUrl } = this.settings;
    if (smtpUrl === null) {
      throw new DomainError('mail_not_configured', 'This installation sends no mail: SMTP_URL is not set.');
    }
    try {
      await this.hand(smtpUrl, mail);
    } catch {
      const message = 'The mail server did not take the mail. Try again later, or tell an administrator.';
      throw new DomainError('mail_failed', message);
    }
  }

  /**
   * Sends a mail that shows whether mail works, to an administrator, who is told what went wrong.
   * @returns what the mail server said
   * @throws DomainError `mail_not_configured`, `mail_failed`
   */
  async test(to: string): Promise<string> {
    const { smtpUrl } = this.settings;
    if (smtpUrl === null) {
      throw new DomainError('mail_not_configured', 'This installation sends no mail: SMTP_URL is not set.');
    }
    const paragraphs = [
      'This is a test. Whoever reads it knows that this installation of Nora can send mail.',
    ];
    try {
      return shortened(await this.hand(smtpUrl, { to, subject: 'Test mail from Nora', paragraphs }));
    } catch (error) {
      const { response, message } = error as { response?: unknown; message?: unknown };
      const said = typeof response === 'string' ? response : String(message);
      throw new DomainError('mail_failed', `The mail server did not take the mail: ${shortened(said)}`);
    }
  }

  /** Whether the mail server answers and takes the log-in; no mail is sent. @throws Error with what it said */
  async verify(): Promise<void> {
    const { smtpUrl } = this.settings;
    if (smtpUrl === null) return;
    this.transport ??= openTransport(smtpUrl);
    await (await this.transport).verify();
  }

  /** @returns the last answer of the mail server */
  private async hand(smtpUrl: string, mail: Mail): Promise<string> {
    try {
      this.transport ??= openTransport(smtpUrl);
      const { response } = (await (
        await this.transport
      ).sendMail({
        from: this.settings.from,
        // As a pair: a text could be read as several addresses.
        to: { name: '', address: mail.to },
        subject: mail.subject,
        text: textOf(mail),
        html: htmlOf(mail),
        signal: AbortSignal.timeout(WHOLE_MS),
      })) as { response?: string };
      return response ?? '';
    } catch (error) {
      this.logger.warn(
        { subject: mail.subject, cause: causeOf(error) },
        'the mail server did not take a mail',
      );
      throw error;
    }
  }

  /** Sends a mail without making the answer wait. What goes wrong is in the log, and nobody else learns of it. */
  sendLater(mail: Mail): void {
    this.background.start('a mail was given up', () => this.send(mail));
  }
}

/** What a server said, on one line of a reasonable length. */
function shortened(said: string): string {
  return said.replaceAll(/\s+/g, ' ').trim().slice(0, MOST_SAID);
}

/** The library is loaded with the first mail: most installations send none, and it is no small part of the process. */
async function openTransport(url: string): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url,
    ...{ connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, dnsTimeout: CONNECT_MS },
    ...{ socketTimeout: SILENCE_MS, disableFileAccess: true, disableUrlAccess: true },
  });
}

/** What the mail server or the network said; nothing of the mail itself. */
function causeOf(error: unknown): object {
  const { code, command, responseCode, message } = error as Record<string, unknown>;
  return { code, command, responseCode, message };
}
