import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail as its recipient reads it. */
export interface ReceivedMail {
  to: string;
  from: string;
  subject: string;
  text: string;
  html: string;
  /** The link in it; empty where there is none. */
  link: string;
}

/** A mail server that keeps what it is sent. */
export class TestMailbox {
  readonly received: ReceivedMail[] = [];
  /** Recipients it refuses. */
  readonly refused = new Set<string>();
  private changed: (() => void)[] = [];

  private constructor(private readonly server: SMTPServer) {}

  static async open(): Promise<TestMailbox> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: ({ address }, _session, done) =>
        done(mailbox.refused.has(address) ? new Error('no such mailbox') : null),
      onData: (stream, { envelope }, done) => {
        const to = envelope.rcptTo.map(({ address }) => address).join();
        simpleParser(stream).then(
          (mail) => {
            mailbox.add(to, mail);
            done();
          },
          (error: Error) => done(error),
        );
      },
    });
    const mailbox = new TestMailbox(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return mailbox;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** Waits for the mail of that number to somebody, from 1. */
  async mailTo(address: string, number = 1): Promise<ReceivedMail> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const found = this.received.filter(({ to }) => to === address)[number - 1];
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`no mail ${number} to ${address} arrived`);
      await new Promise<void>((resolve) => {
        this.changed.push(resolve);
        setTimeout(resolve, 250);
      });
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private add(to: string, { from, subject, text, html }: ParsedMail): void {
    const link = /https?:\/\/\S+#token=\S+/.exec(text ?? '')?.[0] ?? '';
    this.received.push({
      ...{ to, link, from: from?.text ?? '', subject: subject ?? '' },
      ...{ text: text ?? '', html: typeof html === 'string' ? html : '' },
    });
    for (const resolve of this.changed.splice(0)) resolve();
  }
}

/** The token of a link. */
export function tokenOf(link: string): string {
  return link.split('#token=')[1] ?? '';
}
