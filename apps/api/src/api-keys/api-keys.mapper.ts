import type { ApiKeyRow } from './api-keys.repository';
import type { ApiKeyDto, ApiKeyState } from './dto/api-key.dto';

/** An API key as it is shown; its hash is no part of it. */
export function toApiKeyDto(row: ApiKeyRow): ApiKeyDto {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    allowedCidrs: row.allowed_cidrs,
    state: stateOf(row),
    issuer: { id: row.issuer_id, name: row.issuer_name },
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    lastUsedAddress: row.last_used_address,
  };
}

function stateOf({ revoked_at, expired }: ApiKeyRow): ApiKeyState {
  if (revoked_at) return 'revoked';
  return expired ? 'expired' : 'active';
}
