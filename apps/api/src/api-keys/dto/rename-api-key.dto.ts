import { ApiProperty } from '@nestjs/swagger';
import { API_KEY_NAME, IsApiKeyName } from './api-key-name';

/** Another name for an API key. */
export class RenameApiKeyDto {
  @ApiProperty({ ...API_KEY_NAME })
  @IsApiKeyName()
  name: string;
}
