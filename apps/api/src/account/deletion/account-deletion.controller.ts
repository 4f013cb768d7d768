import { HttpSettings } from '@nora/config';
import { Actor, ApiProblems, Authorize, NotRepeatable, type Principal } from '@nora/http-kit';
import { Body, Controller, Delete, HttpCode, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { clearSessionCookie } from '../../sessions/session-cookie';
import { PasswordProof } from '../password-proof';
import { AccountDeletionService } from './account-deletion.service';
import { DeleteAccountDto } from './delete-account.dto';

@ApiTags('Account')
@Controller('account')
export class AccountDeletionController {
  constructor(
    private readonly proof: PasswordProof,
    private readonly deletions: AccountDeletionService,
    private readonly http: HttpSettings,
  ) {}

  /** Deletes the account for good, with its sessions, API keys and what it alone owns and does not hand over. */
  @Delete()
  @HttpCode(204)
  @Authorize('account:manage')
  // The fingerprint that is kept for a repetition would be a fast hash of the password.
  @NotRepeatable()
  @ApiProblems(
    'password_wrong',
    'second_factor_invalid',
    'last_admin',
    'still_owner',
    'workspace_not_empty',
    'conflict',
  )
  @ApiNoContentResponse({ description: 'The account is gone.' })
  async deleteAccount(
    @Actor() actor: Principal,
    @Body() body: DeleteAccountDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.proof.require(actor, body.password, response);
    await this.deletions.deleteOwn(actor, body);
    clearSessionCookie(response, this.http.publicUrl);
  }
}
