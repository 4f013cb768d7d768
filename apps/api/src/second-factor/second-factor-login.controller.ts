import { ApiProblems, Public } from '@nora/http-kit';
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { MeDto } from '../auth/dto/me.dto';
import { CompleteSecondFactorDto } from './dto/second-factor-bodies.dto';
import { notYet } from './second-factor.service';

@ApiTags('Auth')
@Controller('auth/second-factor')
export class SecondFactorLoginController {
  /** Ends a log-in that was answered with `second_factor_required`. */
  @Post()
  @HttpCode(200)
  @Public()
  @ApiProblems(
    'csrf_failed',
    'second_factor_invalid',
    'invalid_credentials',
    'link_expired',
    'too_many_requests',
  )
  @ApiOkResponse({ type: MeDto, description: 'The account, signed in by cookie.' })
  completeSecondFactor(
    @Body() _body: CompleteSecondFactorDto,
    @Req() _request: Request,
    @Res({ passthrough: true }) _response: Response,
  ): Promise<MeDto> {
    return Promise.reject(notYet());
  }
}
