import type { ProtectedAddress } from './options';

const USUAL_PORTS: Record<string, number> = {
  'postgres:': 5432,
  'postgresql:': 5432,
  'redis:': 6379,
  'rediss:': 6379,
};

/** Where data stores listen, told by their URLs; one that is reached through a socket file has no address. */
export function protectedAddressesOf(urls: string[]): ProtectedAddress[] {
  return urls.flatMap((text) => {
    const { hostname, port, protocol } = new URL(text);
    const number = port === '' ? USUAL_PORTS[protocol] : Number(port);
    return hostname === '' || number === undefined ? [] : [{ host: hostname, port: number }];
  });
}
