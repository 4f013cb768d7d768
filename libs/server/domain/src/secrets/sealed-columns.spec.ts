import { newEncryptionKey } from '@nora/crypto';
import { getMetadataArgsStorage } from 'typeorm';
import { Agent, AgentCredential, OauthAttempt } from '../entities';
import { SnakeNamingStrategy } from '../naming-strategy';
import { modelKeyHash } from './model-key-hash';
import { sealContext, sealedColumns } from './sealed-columns';

describe('sealed columns', () => {
  it('are these, each with the column that names its row', () => {
    const named = sealedColumns().map(({ table, column, rowId }) => `${table}.${column} of ${rowId}`);
    expect(named).toEqual([
      'agent_credentials.gateway_token of agent_id',
      'agent_credentials.model_key of agent_id',
      'agent_credentials.sidecar_token of agent_id',
      'agent_secrets.value of id',
      'audit_signing_keys.private_key of id',
      'model_providers.api_key of id',
      'oauth_attempts.secrets of id',
      'second_factors.recovery_codes of user_id',
      'second_factors.secret of user_id',
    ]);
  });

  it('are all columns whose name speaks of a secret, unless they hold a hash', () => {
    const sealed = new Set(sealedColumns().map(({ table, column }) => `${table}.${column}`));
    const naming = new SnakeNamingStrategy();
    const { tables, columns } = getMetadataArgsStorage();
    const suspects = columns.flatMap(({ target, propertyName }) => {
      const column = naming.columnName(propertyName, undefined, []);
      const table = tables.find((one) => one.target === target)?.name;
      // Tokens of a model are counted, and open nothing.
      if (!/secret|token(?!s$)|password|credential|private|recovery|api_key$|model_key/.test(column))
        return [];
      // A claim or owner token tells attempts of a work apart, and opens nothing.
      return /_hash$|^(claim|owner)_token$/.test(column) ? [] : [`${table}.${column}`];
    });
    expect(suspects.length).toBeGreaterThan(5);
    expect(suspects.filter((name) => !sealed.has(name))).toEqual([]);
  });

  it('name the context of their values', () => {
    expect(sealContext(AgentCredential, 'gatewayToken', 'a')).toEqual({
      table: 'agent_credentials',
      column: 'gateway_token',
      rowId: 'a',
    });
    expect(sealContext(OauthAttempt, 'secrets', 'o')).toMatchObject({ table: 'oauth_attempts', rowId: 'o' });
    expect(() => sealContext(Agent, 'name', 'a')).toThrow('Agent.name is not a sealed column');
  });

  it('take the hash of a model key along', () => {
    const key = newEncryptionKey();
    const hashes = sealedColumns().flatMap(({ hash }) => (hash ? [[hash.column, hash.of('m', key)]] : []));
    expect(hashes).toEqual([['model_key_hash', modelKeyHash('m', key)]]);
    expect(modelKeyHash('m', newEncryptionKey())).not.toBe(modelKeyHash('m', key));
  });
});
