import { failed } from './faults';

/** What went wrong with a connection, in words; a fault that has its own is left as it is. */
export function failureOf(error: unknown, host: string): unknown {
  if (!(error instanceof Error)) return failed(host, 'the connection failed', error);
  if (error.name === 'DomainError') return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return failed(host, WORDS[code] ?? 'the connection failed', error);
}

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it ended the connection',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  UND_ERR_SOCKET: 'it ended the connection',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of its answer are too large',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not signed by a known authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not signed by a known authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by a known authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};
