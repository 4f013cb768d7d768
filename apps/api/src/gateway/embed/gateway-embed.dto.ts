import { ApiProperty } from '@nestjs/swagger';

/** The pages of an agent's gateway, opened for the one who asked. */
export class GatewayEmbedDto {
  @ApiProperty({
    description:
      'Address of the pages, for a frame or a tab of the browser that asked: its cookie is needed to open it.',
  })
  url: string;

  @ApiProperty({ format: 'date-time', description: 'Until then, unless it is asked for again.' })
  expiresAt: string;
}
