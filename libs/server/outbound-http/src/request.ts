/** A call to a server outside. */
export interface OutboundRequest {
  /** `https`, or `http`; without user name or password. */
  url: string | URL;
  /** `GET` unless another is given. */
  method?: string;
  headers?: Record<string, string> | Headers;
  body?: string | Uint8Array | null;
  /** Milliseconds from the first question to DNS to the last byte of the answer, redirects included; 10,000 by default. */
  timeoutMs?: number;
  /** Bytes that the answer's body may have; 1 MiB by default. */
  maxResponseBytes?: number;
  /** Redirects that are followed, each checked like the call itself. None by default: the redirect is the answer. */
  maxRedirects?: number;
  signal?: AbortSignal;
}

/** What a server outside answered, whatever its status. */
export interface OutboundResponse {
  status: number;
  headers: Headers;
  /** Where the answer came from, after redirects. */
  url: string;
  body: Buffer;
}
