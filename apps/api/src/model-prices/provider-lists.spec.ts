import type { ListedModel } from '../providers/client/listed-models';
import type { ProviderClient } from '../providers/client/provider-client';
import { ProviderLists } from './provider-lists';

const PLACE = { kind: 'openai', baseUrl: null, apiKey: 'k' } as const;
const place = () => PLACE;

describe('lists of providers', () => {
  let listModels: jest.Mock<Promise<ListedModel[] | null>>;
  let lists: ProviderLists;

  beforeEach(() => {
    jest.useFakeTimers();
    listModels = jest.fn().mockResolvedValue([]);
    lists = new ProviderLists({ listModels } as unknown as ProviderClient);
  });

  afterEach(() => jest.useRealTimers());

  it('are kept for a minute', async () => {
    await Promise.all([lists.of('a', place), lists.of('a', place)]);
    jest.advanceTimersByTime(59_000);
    await lists.of('a', place);
    expect(listModels).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(1_000);
    await lists.of('a', place);
    expect(listModels).toHaveBeenCalledTimes(2);
  });

  it('that were not had are asked for again soon, yet not at once', async () => {
    listModels.mockRejectedValueOnce(new Error('gone'));
    await expect(lists.of('a', place)).rejects.toThrow('gone');
    await expect(lists.of('a', place)).rejects.toThrow('gone');
    expect(listModels).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(3_000);
    await expect(lists.of('a', place)).resolves.toMatchObject({ models: [] });
  });

  it('are kept of so many providers, the latest ones', async () => {
    for (let count = 0; count <= 100; count += 1) await lists.of(`p-${count}`, place);
    expect(listModels).toHaveBeenCalledTimes(101);
    await lists.of('p-100', place);
    await lists.of('p-1', place);
    expect(listModels).toHaveBeenCalledTimes(101);
    await lists.of('p-0', place);
    expect(listModels).toHaveBeenCalledTimes(102);
  });
});
