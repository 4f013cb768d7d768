import { text, url } from '../parsers';
import { Setting } from '../setting';

/** The mail server. Without one, links are shown to those who may hand them on. */
export class MailSettings {
  @Setting({
    env: 'SMTP_URL',
    description:
      'Mail server, e.g. smtps://user:password@mail.example.com:465 or smtp://mail.example.com:587 (STARTTLS where offered). Empty sends no mail.',
    parse: url('smtp', 'smtps'),
    default: null as string | null,
    secret: true,
  })
  readonly smtpUrl: string | null;

  @Setting({
    env: 'MAIL_FROM',
    description: 'Sender of the mail Nora sends.',
    parse: text,
    default: 'Nora <nora@localhost>',
  })
  readonly from: string;
}
