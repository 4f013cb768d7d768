import { Component, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Saving, SessionStore } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { type MailTest, type PlatformSettings, SettingsStore } from '../settings.store';

/** Whether this installation sends mail, and a test of it. */
@Component({
  selector: 'nora-mail-setting',
  imports: [ErrorPanel, MatButton, MatIcon],
  template: `
    @if (settings().mail.configured) {
      <div class="line">
        <div>
          <h3>Mail goes out through {{ settings().mail.server }}</h3>
          <p class="muted">
            From {{ settings().mail.from }}. The server and the sender are in the environment (SMTP_URL,
            MAIL_FROM).
          </p>
        </div>
        <button matButton="outlined" type="button" [disabled]="saving.working()" (click)="test()">
          <mat-icon svgIcon="send" />{{ saving.working() ? 'Sending…' : 'Send a test mail to me' }}
        </button>
      </div>
    } @else {
      <div>
        <h3>This installation sends no mail</h3>
        <p class="muted">
          Links for invitations and new passwords are shown to those who may hand them on. To send them, set
          <code>SMTP_URL</code> and <code>MAIL_FROM</code> and start the API again.
        </p>
      </div>
    }
    @if (saving.problem(); as problem) {
      <nora-error-panel [problem]="problem" />
    }
    <p role="status">
      @if (sent(); as test) {
        Sent to {{ test.to }}. The mail server said: <code>{{ test.answer }}</code>
      }
    </p>
  `,
  styleUrl: '../setting-lines.scss',
})
export class MailSetting {
  private readonly store = inject(SettingsStore);
  protected readonly me = inject(SessionStore).me;
  protected readonly saving = new Saving();
  protected readonly sent = signal<MailTest | null>(null);

  readonly settings = input.required<PlatformSettings>();

  protected async test(): Promise<void> {
    this.sent.set(null);
    await this.saving.send(null, async () => this.sent.set(await this.store.testMail()));
  }
}
