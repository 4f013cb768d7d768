import { DomainError } from '@nora/contracts';
import { SecondFactor } from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RecoveryCodesDto, SecondFactorDto, SecondFactorSetupDto } from './dto/second-factor.dto';

/** The second factors of accounts. */
@Injectable()
export class SecondFactorService {
  constructor(private readonly dataSource: DataSource) {}

  async of(userId: string): Promise<SecondFactorDto> {
    const factor = await this.dataSource.manager.findOneBy(SecondFactor, { userId });
    const confirmedAt = factor?.confirmedAt?.toISOString() ?? null;
    return { enabled: confirmedAt !== null, recoveryCodesLeft: 0, confirmedAt };
  }

  begin(_actor: Principal, _password: string | undefined): Promise<SecondFactorSetupDto> {
    return Promise.reject(notYet());
  }

  confirm(_actor: Principal, _code: string): Promise<RecoveryCodesDto> {
    return Promise.reject(notYet());
  }

  renewRecoveryCodes(_actor: Principal, _code: string): Promise<RecoveryCodesDto> {
    return Promise.reject(notYet());
  }

  remove(_actor: Principal, _proof: { password?: string; code: string }): Promise<void> {
    return Promise.reject(notYet());
  }
}

export function notYet(): DomainError {
  return new DomainError('service_unavailable', 'Nora cannot do this yet.');
}
