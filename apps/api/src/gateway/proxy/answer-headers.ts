import type { IncomingHttpHeaders } from 'node:http';
import { DomainError } from '@nora/contracts';
import { gatewayBasePath } from '@nora/runtime-contract';
import { HOP_BY_HOP, connectionNames } from './request-headers';

/** What a runtime may not say to a browser: credentials, and orders that hold for all of Nora's origin. */
const REFUSED: readonly string[] = [
  ...['set-cookie', 'set-cookie2', 'www-authenticate', 'authorization', 'authentication-info'],
  ...[
    'clear-site-data',
    'strict-transport-security',
    'public-key-pins',
    'expect-ct',
    'alt-svc',
    'origin-agent-cluster',
  ],
  ...[
    'service-worker-allowed',
    'report-to',
    'reporting-endpoints',
    'nel',
    'refresh',
    'server',
    'x-powered-by',
  ],
  ...['x-frame-options', 'content-security-policy', 'content-security-policy-report-only', 'location'],
  ...['cross-origin-resource-policy', 'cross-origin-opener-policy', 'cross-origin-embedder-policy'],
  ...['referrer-policy', 'cache-control', 'expires', 'pragma', 'age', 'date', 'x-content-type-options'],
];
const REFUSED_PREFIXES: readonly string[] = [
  'access-control-',
  'x-nora-',
  'x-accel-',
  'x-correlation',
  'ratelimit',
];

/**
 * Pages of a runtime come from Nora's own address, so they are put into an origin of their own, each: what runs in them
 * reads no cookie, no storage and no answer of Nora, and Nora takes nothing from them as its own.
 */
const SANDBOX = [
  'sandbox allow-scripts allow-forms allow-modals allow-downloads allow-popups allow-popups-to-escape-sandbox',
  "frame-ancestors 'self'",
  "connect-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
].join('; ');

/** Directives that would undo ours or tell somebody else. */
const DROPPED_DIRECTIVES =
  /^(frame-ancestors|sandbox|report-uri|report-to|base-uri|upgrade-insecure-requests)\b/i;

/** How an answer of a gateway is passed on. */
export interface AnswerRules {
  agentId: string;
  /** Path that stands for the gateway's base path in what the caller sees. */
  basePath: string;
  /** Sources that scripts may come from beside the page's own, e.g. of one that Nora adds. */
  scripts?: readonly string[];
}

/**
 * Headers of an answer as the caller gets them.
 * @throws DomainError `runtime_refused` when it leads away from the gateway
 */
export function answerHeaders(
  status: number,
  headers: IncomingHttpHeaders,
  rules: AnswerRules,
): Record<string, string | string[]> {
  const dropped = new Set([...HOP_BY_HOP, ...REFUSED, ...connectionNames(headers.connection)]);
  const passed = Object.entries(headers).filter(
    ([name]) => !dropped.has(name) && !REFUSED_PREFIXES.some((prefix) => name.startsWith(prefix)),
  );
  const isRedirect = status >= 300 && status < 400 && status !== 304;
  return {
    ...(Object.fromEntries(passed) as Record<string, string | string[]>),
    ...(isRedirect ? { location: locationOf(headers.location, rules) } : {}),
    'content-security-policy': policyOf(headers['content-security-policy'], rules.scripts ?? []),
    'x-frame-options': 'SAMEORIGIN',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
}

/** Nora's policy beside the runtime's own: both hold. */
function policyOf(theirs: string | string[] | undefined, scripts: readonly string[]): string[] {
  const policies = [theirs ?? []].flat().flatMap((policy) => policy.split(','));
  const kept = policies.map((policy) =>
    policy
      .split(';')
      .map((directive) => directive.trim())
      .filter((directive) => directive !== '' && !DROPPED_DIRECTIVES.test(directive))
      .map((directive) => (/^script-src\b/i.test(directive) ? [directive, ...scripts].join(' ') : directive))
      .join('; '),
  );
  return [SANDBOX, ...kept.filter((policy) => policy !== '')];
}

/** A redirect within the gateway's pages, as the caller has to follow it. */
function locationOf(location: string | undefined, { agentId, basePath }: AnswerRules): string {
  const base = gatewayBasePath(agentId);
  const here = 'http://gateway.invalid';
  const url = URL.canParse(location ?? '', here) ? new URL(location ?? '', here) : null;
  const isBelow = url?.origin === here && (url.pathname === base || url.pathname.startsWith(`${base}/`));
  if (!location || !url || !isBelow || location.startsWith('//') || location.includes('\\')) {
    throw new DomainError('runtime_refused', 'The gateway of the agent leads away from itself.');
  }
  return basePath + url.pathname.slice(base.length) + url.search + url.hash;
}
