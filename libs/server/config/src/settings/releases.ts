import { integer, oneOf, url } from '../parsers';
import { Setting } from '../setting';

/** How this installation was set up, and where it learns of newer releases. */
export class ReleaseSettings {
  @Setting({
    env: 'NORA_TOPOLOGY',
    description:
      'How this installation was set up: embedded (./nora up), compose or kubernetes. Decides which upgrade steps are shown; each way of installing sets it.',
    parse: oneOf('embedded', 'compose', 'kubernetes'),
    default: null as Topology | null,
  })
  readonly topology: Topology | null;

  @Setting({
    env: 'RELEASE_FEED_URL',
    description:
      'Address of a document of the form nora-releases/v1 that tells of newer releases. Empty asks nobody.',
    parse: url('http', 'https'),
    default: null as string | null,
  })
  readonly feedUrl: string | null;

  @Setting({
    env: 'RELEASE_CHECK_HOURS',
    description: 'Hours between two looks at RELEASE_FEED_URL; an administrator can look at any time.',
    parse: integer(1, 720),
    default: 24,
  })
  readonly checkHours: number;

  @Setting({
    env: 'NORA_DOCS_URL',
    description:
      'Address under which the files of this release can be read in a browser, e.g. of its repository at your forge: the page Health links to docs/… below it. Empty shows the paths alone.',
    parse: url('http', 'https'),
    default: null as string | null,
  })
  readonly docsUrl: string | null;
}

/** The ways of installing. */
export type Topology = 'embedded' | 'compose' | 'kubernetes';
