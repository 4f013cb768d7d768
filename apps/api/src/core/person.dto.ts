import { ApiProperty } from '@nestjs/swagger';

/** An account, as members of a workspace see each other. */
export class PersonDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;
}
