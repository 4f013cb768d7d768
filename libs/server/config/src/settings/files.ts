import { integer } from '../parsers';
import { Setting } from '../setting';

/** Files of agents. */
export class FilesSettings {
  @Setting({
    env: 'FILES_UPLOAD_LIMIT_MB',
    description:
      'Largest file that may be written into an agent, in MiB. A proxy before the API must let as much through.',
    parse: integer(1, 4096),
    default: 50,
  })
  readonly uploadLimitMb: number;
}
