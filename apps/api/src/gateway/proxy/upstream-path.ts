import { DomainError } from '@nora/contracts';
import { gatewayBasePath } from '@nora/runtime-contract';

/** What OpenClaw serves at its root; everything else is its pages, which lie below their base path. */
const AT_ROOT = /^(v1|tools|api|healthz|readyz|startupz)(\/|$)/;
const LONGEST = 8_192;
/** Times a path may have been encoded. */
const MOST_ROUNDS = 4;

/**
 * Where a request for `rest` goes inside the gateway.
 * @param agentId decides where the gateway's pages lie
 * @param rest what follows the prefix in the address as it was sent, with its query
 * @throws DomainError `malformed_request` when it may mean another path to the gateway than to Nora
 */
export function upstreamPath(agentId: string, rest: string): string {
  const [path = '', ...query] = rest.split('?');
  if (rest.length > LONGEST || !isPlain(path)) {
    throw new DomainError('malformed_request', 'This path cannot be passed on.');
  }
  const relative = path.replace(/^\//, '');
  const full = AT_ROOT.test(relative) ? `/${relative}` : gatewayBasePath(agentId) + path;
  return [full, ...query].join('?');
}

/** Whether every reader splits the path into the same segments, however often it decodes them. */
function isPlain(path: string): boolean {
  let text = path;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (isCrooked(text)) return false;
    try {
      const decoded = decodeURIComponent(text);
      if (decoded === text) return true;
      text = decoded;
    } catch {
      return round > 0;
    }
  }
  return false;
}

function isCrooked(path: string): boolean {
  const hasControls = [...path].some((one) => one < ' ' || one === '\x7f' || one === '\\');
  return hasControls || path.includes('//') || path.split('/').some((part) => part === '.' || part === '..');
}
