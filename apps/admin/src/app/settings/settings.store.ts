import { Injectable, inject, signal } from '@angular/core';
import {
  AdminService,
  type ChangePlatformSettingsDto,
  type MailTestDto,
  type PlatformSettingsDto,
} from '@nora/api-client';
import { type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** What holds for the whole installation, and where it comes from. */
export type PlatformSettings = PlatformSettingsDto;
/** Settings to change; null sets one back. */
export type SettingChanges = ChangePlatformSettingsDto;
/** What became of a test mail. */
export type MailTest = MailTestDto;

/** The settings of the installation. A change is made on the ground of what is shown, and refused when that is old. */
@Injectable()
export class SettingsStore {
  private readonly client = inject(AdminService);
  private readonly known = signal<PlatformSettings | null>(null);
  private readonly fault = signal<UserProblem | null>(null);

  readonly settings = this.known.asReadonly();
  /** Why they could not be read. */
  readonly problem = this.fault.asReadonly();

  async load(): Promise<void> {
    this.fault.set(null);
    try {
      this.known.set(await firstValueFrom(this.client.getPlatformSettings()));
    } catch (error) {
      this.fault.set(toUserProblem(error));
    }
  }

  /** Throws what the client throws. */
  async change(body: SettingChanges): Promise<void> {
    const revision = this.known()?.revision ?? 0;
    this.known.set(
      await firstValueFrom(this.client.changePlatformSettings({ 'If-Match': `"${revision}"`, body })),
    );
  }

  /** Sends a test mail to the account that is signed in. Throws what the client throws. */
  testMail(): Promise<MailTest> {
    return firstValueFrom(this.client.testMail());
  }
}
