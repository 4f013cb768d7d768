import { Actor, ApiProblems, Authorize, NotRepeatable, type Principal } from '@nora/http-kit';
import { Body, Controller, Delete, Get, HttpCode, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { RateLimits } from '../access/rate-limits';
import { PasswordProof } from '../account/password-proof';
import {
  BeginSecondFactorDto,
  RemoveSecondFactorDto,
  SecondFactorCodeDto,
} from './dto/second-factor-bodies.dto';
import { RecoveryCodesDto, SecondFactorDto, SecondFactorSetupDto } from './dto/second-factor.dto';
import { SecondFactorService } from './second-factor.service';

/** The second factor of the account: time-based codes of an authenticator app (RFC 6238). */
@ApiTags('Account')
@Controller('account/second-factor')
export class SecondFactorController {
  constructor(
    private readonly factors: SecondFactorService,
    private readonly passwords: PasswordProof,
    private readonly limits: RateLimits,
  ) {}

  /** Whether the account has a second factor. */
  @Get()
  @Authorize('account:read')
  @ApiOkResponse({ type: SecondFactorDto })
  getSecondFactor(@Actor() actor: Principal): Promise<SecondFactorDto> {
    return this.factors.of(actor.userId);
  }

  /** Makes a new secret. It asks for nothing until a first code has proven that an app holds it. */
  @Post()
  @Authorize('account:manage')
  @NotRepeatable()
  @ApiProblems('password_wrong', 'second_factor_enabled')
  @ApiCreatedResponse({ type: SecondFactorSetupDto })
  async beginSecondFactor(
    @Actor() actor: Principal,
    @Body() { password }: BeginSecondFactorDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SecondFactorSetupDto> {
    await this.passwords.require(actor, password, response);
    return this.factors.begin(actor);
  }

  /** Turns the second factor on, and ends every other session of the account. */
  @Post('confirm')
  @HttpCode(200)
  @Authorize('account:manage')
  @NotRepeatable()
  @ApiProblems('second_factor_invalid', 'second_factor_enabled')
  @ApiOkResponse({ type: RecoveryCodesDto })
  confirmSecondFactor(
    @Actor() actor: Principal,
    @Body() { code }: SecondFactorCodeDto,
  ): Promise<RecoveryCodesDto> {
    return this.factors.confirm(actor, code);
  }

  /** Gives new recovery codes; the ones before are worth nothing any more. */
  @Post('recovery-codes')
  @HttpCode(200)
  @Authorize('account:manage')
  @NotRepeatable()
  @ApiProblems('second_factor_invalid')
  @ApiOkResponse({ type: RecoveryCodesDto })
  async renewRecoveryCodes(
    @Actor() actor: Principal,
    @Body() { code }: SecondFactorCodeDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RecoveryCodesDto> {
    await this.limits.take(response, 'logins', `account ${actor.email}`);
    return this.factors.renewRecoveryCodes(actor, code);
  }

  /** Removes the second factor. */
  @Delete()
  @HttpCode(204)
  @Authorize('account:manage')
  @NotRepeatable()
  @ApiProblems('password_wrong', 'second_factor_invalid')
  @ApiNoContentResponse({ description: 'A log-in asks for no code any more.' })
  async removeSecondFactor(
    @Actor() actor: Principal,
    @Body() { password, code }: RemoveSecondFactorDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.passwords.require(actor, password, response);
    await this.limits.take(response, 'logins', `account ${actor.email}`);
    await this.factors.remove(actor, code);
  }
}
