import { MODEL_PROVIDER_KINDS } from '@nora/contracts';
import { baseUrlOf } from './client/provider-place';
import type { ProviderTest } from './client/provider-tester';
import type { ProviderTestDto } from './dto/provider-test.dto';
import type { ProviderDto } from './dto/provider.dto';
import type { ProviderRow } from './providers.repository';

/** Models that the answer to a test names. */
const MOST_MODELS = 1_000;

/** A provider as it is shown: of its key only the hint. */
export function toProviderDto(row: ProviderRow): ProviderDto {
  const { label, shapes } = MODEL_PROVIDER_KINDS[row.kind];
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    kindLabel: label,
    shape: shapes[0],
    baseUrl: baseUrlOf({ kind: row.kind, baseUrl: row.base_url }) ?? '',
    usualBaseUrl: row.base_url === null,
    keyHint: row.key_hint,
    keyChangedAt: row.key_changed_at?.toISOString() ?? null,
    enabled: row.enabled,
    isDefault: row.is_default,
    defaultModel: row.default_model,
    testedAt: row.tested_at?.toISOString() ?? null,
    testFault: row.test_fault,
    agents: row.agents,
    agentCount: row.agent_count,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export function toProviderTestDto({ fault, models, ms, testedAt }: ProviderTest): ProviderTestDto {
  return {
    succeeded: fault === null,
    fault: fault && { code: fault.code, path: fault.path, message: fault.message },
    models: models.slice(0, MOST_MODELS),
    ms,
    testedAt: testedAt.toISOString(),
  };
}
