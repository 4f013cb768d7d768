import { DomainError } from '@nora/contracts';
import type { BookedChoice, CallAttempt } from '@nora/domain';
import type { StreamedAnswer } from '@nora/outbound-http';
import type { Refusal } from '../shapes/model-api';
import type { ModelUpstreams, UpstreamCall } from '../upstream/model-upstreams';
import type { Chain, ChainLink } from './chain';

/** A connection that broke before anything was answered is tried once more where it leads. */
const TRIES = 2;

type Told = (link: ChainLink, attempt: CallAttempt) => void;
type Asked = Omit<UpstreamCall, 'choice' | 'model'>;

/**
 * Asks one provider after the other, until one answers well; the last answer counts, whatever it is.
 * @param onAttempt told of each try, when its answer has begun or it has failed
 * @throws the signal's reason
 */
export async function reach(
  upstreams: ModelUpstreams,
  chain: Chain,
  call: Asked,
  onAttempt: Told,
): Promise<StreamedAnswer | { refusal: Refusal }> {
  let last: StreamedAnswer | { refusal: Refusal } | null = null;
  for (const link of chain) {
    if (last && !('refusal' in last)) await last.discard();
    last = await ask(upstreams, link, call, onAttempt);
    if (!('refusal' in last) && !mayDoBetter(last.status)) return last;
  }
  if (!last) throw new Error('a chain has a link');
  return last;
}

/** Who is asked, as calls are booked. */
export function bookedAs({ choice: { providerId, kind }, model }: ChainLink): BookedChoice {
  return { providerId, kind, model };
}

/** Whether another provider may do better. */
function mayDoBetter(status: number): boolean {
  return status >= 500 || status === 429;
}

async function ask(
  upstreams: ModelUpstreams,
  link: ChainLink,
  call: Asked,
  onAttempt: Told,
): Promise<StreamedAnswer | { refusal: Refusal }> {
  for (let tries = 1; ; tries += 1) {
    const startedAt = performance.now();
    const told = (status: number | null, error: string | null) =>
      onAttempt(link, {
        ...bookedAs(link),
        ...{ status, error, ms: Math.round(performance.now() - startedAt) },
      });
    try {
      const answer = await upstreams.open({ ...call, choice: link.choice, model: link.model });
      told(answer.status, answer.status < 400 ? null : `provider_${answer.status}`);
      return answer;
    } catch (error) {
      if (call.signal.aborted || !(error instanceof DomainError)) {
        told(null, 'broken_off');
        throw error;
      }
      told(null, codeOf(error));
      if (error.code !== 'outbound_failed' || tries === TRIES) return { refusal: refusalOf(error, link) };
    }
  }
}

function codeOf({ code }: DomainError): string {
  return CODES[code] ?? code;
}

const CODES: Partial<Record<string, string>> = {
  outbound_timeout: 'provider_timeout',
  outbound_failed: 'provider_unreachable',
  outbound_refused: 'provider_refused',
};

/** Says no more than which of the workspace's providers it was, and why. */
function refusalOf(fault: DomainError, { choice }: ChainLink): Refusal {
  const status = fault.code === 'outbound_timeout' ? 504 : 502;
  return {
    status,
    code: codeOf(fault),
    message: `The provider “${choice.name}” was not reached: ${fault.message}`,
  };
}
