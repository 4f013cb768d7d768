import type { IncomingHttpHeaders } from 'node:http';
import { GATEWAY_ORIGIN } from '@nora/runtime-contract';
import type { GatewayTarget } from '../target/gateway-targets';

/** Headers that are for one connection alone (RFC 9110 §7.6.1), beside those that `Connection` names. */
export const HOP_BY_HOP: readonly string[] = [
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'expect', 'http2-settings'],
];

/** What is between the browser and Nora, or would be taken for Nora's own word. */
const OURS: readonly string[] = [
  ...['host', 'cookie', 'cookie2', 'authorization', 'forwarded', 'via', 'x-real-ip', 'true-client-ip'],
  ...['cf-connecting-ip', 'x-client-ip', 'x-cluster-client-ip', 'x-openclaw-scopes', 'idempotency-key'],
  ...['origin', 'referer', 'sec-fetch-site', 'accept-encoding', 'content-length'],
];
const OUR_PREFIXES: readonly string[] = ['x-nora-', 'x-forwarded-', 'proxy-', 'tailscale-'];

/** Names that a `Connection` header gives to this connection alone. */
export function connectionNames(connection: string | undefined): string[] {
  return (connection ?? '').split(',').map((name) => name.trim().toLowerCase());
}

/** Headers of a request as the gateway gets them: the caller's own, without any that is Nora's to say. */
export function requestHeaders(
  headers: IncomingHttpHeaders,
  target: GatewayTarget,
): Record<string, string | string[]> {
  const dropped = new Set([...HOP_BY_HOP, ...OURS, ...connectionNames(headers.connection)]);
  const passed = Object.entries(headers).filter(
    ([name]) => !dropped.has(name) && !OUR_PREFIXES.some((prefix) => name.startsWith(prefix)),
  );
  return {
    ...(Object.fromEntries(passed) as Record<string, string | string[]>),
    ...framingOf(headers),
    host: hostOf(target),
    // What is compressed could not be looked through for the credential.
    'accept-encoding': 'identity',
    // Where the request comes from was checked; the gateway knows Nora's pages by one name.
    origin: GATEWAY_ORIGIN,
    'sec-fetch-site': 'same-origin',
    ...target.headers,
  };
}

/** How long the body is, or that it comes in pieces. */
function framingOf(headers: IncomingHttpHeaders): Record<string, string> {
  if (headers['transfer-encoding'] !== undefined) return { 'transfer-encoding': 'chunked' };
  const length = headers['content-length'];
  return length === undefined ? {} : { 'content-length': length };
}

function hostOf({ host, port }: GatewayTarget): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
