import { ApiProperty } from '@nestjs/swagger';
import { PROVIDER_FAULTS, type ProviderFaultCode } from '../client/provider-fault';

/** Why a provider does not answer as it should. */
export class ProviderFaultDto {
  @ApiProperty({ enum: PROVIDER_FAULTS })
  code: ProviderFaultCode;

  @ApiProperty({
    enum: ['apiKey', 'baseUrl', 'defaultModel'],
    description: 'The field that is to be looked at.',
  })
  path: 'apiKey' | 'baseUrl' | 'defaultModel';

  @ApiProperty({ description: 'For a person.' })
  message: string;
}

/** What became of a test. */
export class ProviderTestDto {
  @ApiProperty()
  succeeded: boolean;

  @ApiProperty({ type: ProviderFaultDto, nullable: true })
  fault: ProviderFaultDto | null;

  @ApiProperty({ type: [String], description: 'Models that it lists; empty where it lists none.' })
  models: string[];

  @ApiProperty({ type: 'integer', description: 'How long it took, in milliseconds.' })
  ms: number;

  @ApiProperty({ format: 'date-time' })
  testedAt: string;
}
