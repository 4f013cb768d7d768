import type { ModelProviderKind } from '@nora/contracts';
import { OutboundHttp } from '@nora/outbound-http';
import type { ListedModel } from './listed-models';
import { ProviderClient } from './provider-client';
import { ProviderFault, testFailed } from './provider-fault';
import { ProviderTester } from './provider-tester';

const REFUSED = new ProviderFault('key_refused', 'apiKey', 'It does not take this key.');

/** A provider that lists, and answers, what a test says. */
class ScriptedClient extends ProviderClient {
  readonly tried: string[] = [];
  list: string[] | null | Error = ['small', 'large'];
  fault: Error | null = null;

  constructor() {
    super(new OutboundHttp({ allowed: [] }));
  }

  override listModels(): Promise<ListedModel[] | null> {
    if (this.list instanceof Error) return Promise.reject(this.list);
    const known = { name: null, contextWindow: null, maxOutputTokens: null };
    return Promise.resolve(this.list && this.list.map((id) => ({ id, ...known })));
  }

  override tryModel(_: unknown, model: string): Promise<void> {
    this.tried.push(model);
    return this.fault ? Promise.reject(this.fault) : Promise.resolve();
  }
}

describe('the test of a provider', () => {
  let client: ScriptedClient;

  beforeEach(() => {
    client = new ScriptedClient();
  });

  const test = (model: string | null, kind: ModelProviderKind = 'openai') =>
    new ProviderTester(client).test({ kind, baseUrl: null, apiKey: 'sk-1' }, model);

  it('costs nothing where the list names the model', async () => {
    const { fault, models, testedAt, ms } = await test('small');
    expect([fault, models, client.tried]).toEqual([null, ['small', 'large'], []]);
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(Date.now() - testedAt.getTime()).toBeLessThan(10_000);
    expect([(await test(null)).fault, client.tried]).toEqual([null, []]);
  });

  it('asks the model where the list does not name it, or there is none', async () => {
    expect((await test('alias')).fault).toBeNull();
    client.list = null;
    expect(await test('small')).toMatchObject({ fault: null, models: [] });
    expect(client.tried).toEqual(['alias', 'small']);
  });

  it.each<ModelProviderKind>(['openrouter', 'huggingface', 'nvidia'])(
    'asks the model of %s, whose list everybody may see',
    async (kind) => {
      client.fault = REFUSED;
      expect(await test('small', kind)).toMatchObject({ fault: REFUSED, models: ['small', 'large'] });
      expect(client.tried).toEqual(['small']);
      expect((await test(null, kind)).fault).toMatchObject({ code: 'model_missing', path: 'defaultModel' });
    },
  );

  it('wants a model where nothing else can be tried', async () => {
    client.list = null;
    expect((await test(null)).fault?.code).toBe('model_missing');
  });

  it('tells what is wrong with the provider, and does not hide a mistake of its own', async () => {
    client.list = REFUSED;
    expect(await test('small')).toMatchObject({ fault: REFUSED, models: [] });
    client.list = new Error('a mistake');
    await expect(test('small')).rejects.toBe(client.list);
  });

  it('refuses what would be saved, at the field that is to be looked at', () => {
    const { code, status, extra, message } = testFailed(REFUSED);
    expect([code, status, message]).toEqual(['provider_test_failed', 422, REFUSED.message]);
    expect(extra.errors).toEqual([{ path: 'apiKey', code: 'key_refused', message: REFUSED.message }]);
  });
});
