import type { IncomingHttpHeaders } from 'node:http';
import { SealedValues } from '@nora/crypto';
import { ModelProvider, sealContext, type ModelRouteChoice } from '@nora/domain';
import { OutboundStreams, type StreamedAnswer } from '@nora/outbound-http';
import { ModelGatewaySettings } from '@nora/config';
import { Injectable } from '@nestjs/common';
import { baseUrlOf, providerHeaders } from '../../providers/client/provider-place';
import { headersToProvider } from '../answer/passed-headers';
import { bodyFor, type AskedCall } from '../request/asked-call';
import { answerOfDemo } from './demo-answer';

/** One try of a call. */
export interface UpstreamCall {
  choice: ModelRouteChoice;
  /** By the provider's own name. */
  model: string;
  asked: AskedCall;
  headers: IncomingHttpHeaders;
  signal: AbortSignal;
}

/** Where the calls of agents go to, each with the key of whom it goes to. */
@Injectable()
export class ModelUpstreams {
  constructor(
    private readonly streams: OutboundStreams,
    private readonly sealed: SealedValues,
    private readonly settings: ModelGatewaySettings,
  ) {}

  /**
   * Sends a call to its provider, until the answer begins.
   * @throws as `OutboundStreams.open`
   */
  open({ choice, model, asked, headers, signal }: UpstreamCall): Promise<StreamedAnswer> {
    const { kind, providerId, sealedKey } = choice;
    if (kind === 'demo' || providerId === null) return Promise.resolve(answerOfDemo(asked, signal));
    const context = sealContext(ModelProvider, 'apiKey', providerId);
    const apiKey = sealedKey === null ? null : this.sealed.open(sealedKey, context);
    return this.streams.open({
      url: `${baseUrlOf({ kind, baseUrl: choice.baseUrl }) ?? ''}${asked.route.pathFor(model)}`,
      method: 'POST',
      headers: {
        ...providerHeaders({ kind, apiKey }),
        ...headersToProvider(headers),
        ...{ 'accept-encoding': 'identity', 'user-agent': 'Nora' },
      },
      body: bodyFor(asked, model, tellsUsage(choice, asked)),
      headTimeoutMs: this.settings.headTimeoutSeconds * 1_000,
      idleTimeoutMs: this.settings.idleTimeoutSeconds * 1_000,
      signal,
    });
  }
}

/**
 * Whether a stream must be asked to tell what was used. Mistral tells it unasked, and takes no member that it does
 * not know.
 */
export function tellsUsage({ kind }: ModelRouteChoice, { api, streamed, route }: AskedCall): boolean {
  return streamed && route.act === 'generate' && api.shape === 'openai-chat' && kind !== 'mistral';
}
