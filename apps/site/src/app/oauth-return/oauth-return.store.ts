import { Injectable, inject } from '@angular/core';
import { AccountService } from '@nora/api-client';
import type { OauthProvider, OauthReturn } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** Links that come back from an identity provider. */
@Injectable()
export class OauthReturnStore {
  private readonly account = inject(AccountService);

  /** Links the account at the provider with who is signed in here. */
  async link(provider: OauthProvider, body: OauthReturn): Promise<void> {
    await firstValueFrom(this.account.completeOauthLink({ provider, body }));
  }
}
