import { Actor, ApiProblems, Authorize, NotRepeatable, type Principal } from '@nora/http-kit';
import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
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
  constructor(private readonly factors: SecondFactorService) {}

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
  beginSecondFactor(
    @Actor() actor: Principal,
    @Body() { password }: BeginSecondFactorDto,
  ): Promise<SecondFactorSetupDto> {
    return this.factors.begin(actor, password);
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
  renewRecoveryCodes(
    @Actor() actor: Principal,
    @Body() { code }: SecondFactorCodeDto,
  ): Promise<RecoveryCodesDto> {
    return this.factors.renewRecoveryCodes(actor, code);
  }

  @Delete()
  @HttpCode(204)
  @Authorize('account:manage')
  @NotRepeatable()
  @ApiProblems('password_wrong', 'second_factor_invalid')
  @ApiNoContentResponse({ description: 'A log-in asks for no code any more.' })
  async removeSecondFactor(@Actor() actor: Principal, @Body() body: RemoveSecondFactorDto): Promise<void> {
    await this.factors.remove(actor, body);
  }
}
