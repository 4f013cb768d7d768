import { cidrs } from '../parsers';
import { Setting } from '../setting';

/** Calls to servers outside whose addresses somebody may choose. */
export class OutboundSettings {
  @Setting({
    env: 'OUTBOUND_ALLOWED_CIDRS',
    description:
      'Addresses or CIDR blocks of inner networks that may be called, e.g. where an identity provider is; those of the public internet always may.',
    parse: cidrs,
    default: [] as string[],
  })
  readonly allowedCidrs: string[];
}
