import { ApiProblems, Public } from '@nora/http-kit';
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RateLimits } from '../access/rate-limits';
import { MeDto } from '../auth/dto/me.dto';
import { SessionAnswers } from '../auth/session-answers';
import { visitorOf } from '../auth/visitor';
import { CompleteSecondFactorDto } from './dto/second-factor-bodies.dto';
import { SecondFactorLoginService } from './second-factor-login.service';
import { SignInChallenges } from './sign-in-challenges';

@ApiTags('Auth')
@Controller('auth/second-factor')
export class SecondFactorLoginController {
  constructor(
    private readonly challenges: SignInChallenges,
    private readonly logins: SecondFactorLoginService,
    private readonly answers: SessionAnswers,
    private readonly limits: RateLimits,
  ) {}

  /** Ends a log-in that was answered with `second_factor_required`. */
  @Post()
  @HttpCode(200)
  @Public()
  @ApiProblems('csrf_failed', 'second_factor_invalid', 'invalid_credentials', 'link_expired')
  @ApiProblems('too_many_requests')
  @ApiOkResponse({ type: MeDto, description: 'The account, signed in by cookie.' })
  async completeSecondFactor(
    @Body() { challenge, code }: CompleteSecondFactorDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MeDto> {
    await this.limits.take(response, 'logins', `address ${request.ip ?? ''}`);
    const account = await this.challenges.accountOf(challenge);
    await this.limits.take(response, 'logins', `account ${account.email}`);
    const signedIn = await this.logins.complete(account, challenge, code, visitorOf(request));
    return this.answers.begin(response, signedIn);
  }
}
