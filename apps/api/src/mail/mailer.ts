import { MailSettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import type { Logger } from '@nora/observability';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { LOGGER } from '../core/logger';
import { htmlOf, textOf, type Mail } from './mail';

/** Milliseconds for reaching the mail server, for its next word, and for a mail as a whole. */
const CONNECT_MS = 10_000;
const SILENCE_MS = 15_000;
const WHOLE_MS = 30_000;

/**
 * Sends mail over SMTP. A mail is sent after the commit of what it tells of, never inside the transaction; one that
 * is lost is asked for again.
 */
@Injectable()
export class Mailer implements BeforeApplicationShutdown {
  private readonly transport: Transporter | null;
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly settings: MailSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const { smtpUrl } = settings;
    this.transport =
      smtpUrl === null
        ? null
        : createTransport({
            url: smtpUrl,
            ...{ connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, dnsTimeout: CONNECT_MS },
            ...{ socketTimeout: SILENCE_MS, disableFileAccess: true, disableUrlAccess: true },
          });
  }

  /** Whether this installation can send mail. Where it cannot, links are shown to those who may hand them on. */
  get isSetUp(): boolean {
    return this.transport !== null;
  }

  /**
   * Sends a mail and waits until the mail server has taken it.
   * @throws DomainError `mail_not_configured`, `mail_failed`
   */
  async send(mail: Mail): Promise<void> {
    if (!this.transport) {
      throw new DomainError('mail_not_configured', 'This installation sends no mail: SMTP_URL is not set.');
    }
    try {
      await this.transport.sendMail({
        from: this.settings.from,
        // As a pair: a text could be read as several addresses.
        to: { name: '', address: mail.to },
        subject: mail.subject,
        text: textOf(mail),
        html: htmlOf(mail),
        signal: AbortSignal.timeout(WHOLE_MS),
      });
    } catch (error) {
      this.logger.warn({ subject: mail.subject, cause: causeOf(error) }, 'a mail could not be sent');
      const message = 'The mail server did not take the mail. Try again later, or tell an administrator.';
      throw new DomainError('mail_failed', message, {}, { cause: error });
    }
  }

  /** Sends a mail while the answer is on its way: nobody learns from it, or from its time, whether it was sent. */
  sendLater(mail: Mail): void {
    // What went wrong is in the log by then.
    const sending = this.send(mail).catch(() => undefined);
    this.underWay.add(sending);
    void sending.finally(() => this.underWay.delete(sending));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.underWay);
  }
}

/** What the mail server or the network said; nothing of the mail itself. */
function causeOf(error: unknown): object {
  const { code, command, responseCode, message } = error as Record<string, unknown>;
  return { code, command, responseCode, message };
}
