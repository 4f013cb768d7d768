import { MODEL_PROVIDER_KINDS, type ModelProviderId, type PriceSource } from '@nora/contracts';
import type { PriceOverride } from '@nora/domain';
import { calcPrice, type PriceCalculation } from '@pydantic/genai-prices';

/** What a call has used, or may use. */
export interface PricedUsage {
  /** All of the input, what came from a cache or went into one included. */
  inputTokens: number;
  /** All of the output, reasoning included. */
  outputTokens: number;
  cachedInputTokens?: number;
  cacheWriteTokens?: number;
}

/** What a model costs. Rates are USD for a million tokens, decimal text, of a call of no great length. */
export interface ModelPrice {
  source: Exclude<PriceSource, 'unknown'>;
  input: string;
  output: string;
  /** Null where it costs as the rest of the input does. */
  cachedInput: string | null;
  cacheWrite: string | null;
  /** Where the price list has it: rates may depend on the length of a call, and the time. Null for one's own prices. */
  listed: { providerId: string; model: string } | null;
}

/** What is known of a model beside its price. */
export interface ModelFacts {
  /** Tokens; null where nobody knows. */
  contextWindow: number | null;
}

const MICROS = 1_000_000;
/** Binary fractions are a little off: what is that close to a whole millionth of a dollar is meant to be one. */
const SLACK = 1e-3;
/** Names of models come from agents as well. */
const MOST_KEPT = 2_000;

const FREE: ModelPrice = {
  ...{ source: 'free', input: '0', output: '0', cachedInput: null, cacheWrite: null, listed: null },
};

/**
 * What a model costs.
 * @param override what the workspace says; it goes before the price list
 * @returns null where nobody knows it
 */
export function priceOf(
  kind: ModelProviderId,
  model: string,
  override: PriceOverride | null,
): ModelPrice | null {
  if (kind === 'demo') return FREE;
  if (!override) return listing(kind, model).price;
  const { inputPerMillion: input, outputPerMillion: output, cachedInputPerMillion: cachedInput } = override;
  return { source: 'workspace', input, output, cachedInput, cacheWrite: null, listed: null };
}

/** What is known of a model. */
export function modelFacts(kind: ModelProviderId, model: string): ModelFacts {
  return kind === 'demo' ? { contextWindow: null } : listing(kind, model).facts;
}

/** USD, decimal text with six decimals, rounded up: a call of a model that costs something costs something. */
export function costOf({ listed, ...price }: ModelPrice, usage: PricedUsage): string {
  const { inputTokens, outputTokens } = usage;
  const cached = Math.min(usage.cachedInputTokens ?? 0, inputTokens);
  const written = Math.min(usage.cacheWriteTokens ?? 0, inputTokens - cached);
  if (listed) {
    const counts = {
      ...{ input_tokens: inputTokens, output_tokens: outputTokens },
      ...{ cache_read_tokens: cached, cache_write_tokens: written },
    };
    const cost = calcPrice(counts, listed.model, { providerId: listed.providerId });
    return decimalOf(BigInt(Math.ceil((cost?.total_price ?? 0) * MICROS - SLACK)));
  }
  const parts: [string, number][] = [
    [price.input, inputTokens - cached - written],
    [price.cachedInput ?? price.input, cached],
    [price.cacheWrite ?? price.input, written],
    [price.output, outputTokens],
  ];
  const sum = parts.reduce((total, [rate, tokens]) => total + microsOf(rate) * BigInt(tokens), 0n);
  return decimalOf((sum + BigInt(MICROS - 1)) / BigInt(MICROS));
}

/** The most that so many tokens can cost: as if all of the input went into a cache where that is dearer. */
export function ceilingCostOf(
  price: ModelPrice,
  { inputTokens, outputTokens }: Pick<PricedUsage, 'inputTokens' | 'outputTokens'>,
): string {
  const plain = costOf(price, { inputTokens, outputTokens });
  const written = costOf(price, { inputTokens, outputTokens, cacheWriteTokens: inputTokens });
  return microsOf(written) > microsOf(plain) ? written : plain;
}

interface Listing {
  price: ModelPrice | null;
  facts: ModelFacts;
}

const listings = new Map<string, Listing>();

function listing(kind: Exclude<ModelProviderId, 'demo'>, model: string): Listing {
  const name = `${kind}/${model}`;
  const known = listings.get(name);
  if (known) return known;
  if (listings.size >= MOST_KEPT) listings.clear();
  const found = lookUp(kind, model);
  listings.set(name, found);
  return found;
}

function lookUp(kind: Exclude<ModelProviderId, 'demo'>, model: string): Listing {
  const { priceId } = MODEL_PROVIDER_KINDS[kind];
  const found = priceId && calcPrice({ input_tokens: 1, output_tokens: 1 }, model, { providerId: priceId });
  if (!found) return { price: null, facts: { contextWindow: null } };
  const input = rateIn(found, 'input_mtok');
  const output = rateIn(found, 'output_mtok');
  const price: ModelPrice = {
    ...{ source: 'catalog', input: input ?? '0', output: output ?? '0' },
    cachedInput: rateIn(found, 'cache_read_mtok'),
    cacheWrite: rateIn(found, 'cache_write_mtok'),
    listed: { providerId: priceId, model },
  };
  // What is priced neither by what goes in nor by what comes out is priced by something that Nora does not count.
  return {
    price: input === null && output === null ? null : price,
    facts: { contextWindow: found.model.context_window ?? null },
  };
}

function rateIn({ model_price: prices }: PriceCalculation, name: string): string | null {
  const rate = prices[name];
  if (rate === undefined) return null;
  return decimalOf(BigInt(Math.round((typeof rate === 'number' ? rate : rate.base) * MICROS)));
}

/** Decimal text in millionths; what is smaller is dropped. */
function microsOf(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.', 2);
  return BigInt(whole) * BigInt(MICROS) + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
}

function decimalOf(micros: bigint): string {
  const fraction = String(micros % BigInt(MICROS)).padStart(6, '0');
  return `${micros / BigInt(MICROS)}.${fraction}`;
}
