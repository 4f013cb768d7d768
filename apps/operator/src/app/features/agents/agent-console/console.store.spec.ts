import { TestBed } from '@angular/core/testing';
import { GatewayService } from '@nora/api-client';
import { ProblemError } from '@nora/data-access';
import { of, throwError } from 'rxjs';

import { ConsoleStore } from './console.store';

const MINUTE = 60_000;
const url = (key: string) => `/api/agents/a/gateway/embed/${key}/`;

describe('ConsoleStore', () => {
  const openGatewayEmbed = jest.fn();
  let store: ConsoleStore;

  const problemOf = (status: number) =>
    throwError(() => new ProblemError(status, { code: 'forbidden', detail: 'No.' }, null));

  beforeEach(() => {
    jest.useFakeTimers();
    openGatewayEmbed.mockReset().mockImplementation(() => of({ url: url('one'), expiresAt: '' }));
    TestBed.configureTestingModule({
      providers: [ConsoleStore, { provide: GatewayService, useValue: { openGatewayEmbed } }],
    });
    store = TestBed.inject(ConsoleStore);
  });

  afterEach(() => {
    TestBed.resetTestingModule();
    jest.useRealTimers();
  });

  it('opens the pages, and says when they are there', async () => {
    expect([store.state(), store.url()]).toEqual(['opening', null]);
    await store.open('a');
    expect([store.state(), store.url()]).toEqual(['loading', url('one')]);
    store.shown();
    expect(store.state()).toBe('shown');
  });

  it('keeps them open without loading them again', async () => {
    await store.open('a');
    store.shown();
    await jest.advanceTimersByTimeAsync(13 * MINUTE);
    expect(openGatewayEmbed).toHaveBeenCalledTimes(4);
    expect([store.state(), store.url()]).toEqual(['shown', url('one')]);
  });

  it('loads them again where they are given another address', async () => {
    await store.open('a');
    store.shown();
    openGatewayEmbed.mockImplementation(() => of({ url: url('two'), expiresAt: '' }));
    await jest.advanceTimersByTimeAsync(4 * MINUTE);
    expect([store.state(), store.url()]).toEqual(['loading', url('two')]);
  });

  it('leaves them open while Nora does not answer, and asks again soon', async () => {
    await store.open('a');
    store.shown();
    openGatewayEmbed.mockImplementation(() => problemOf(503));
    await jest.advanceTimersByTimeAsync(4 * MINUTE);
    expect([store.state(), store.problem()]).toEqual(['shown', null]);
    openGatewayEmbed.mockImplementation(() => of({ url: url('one'), expiresAt: '' }));
    const asked = openGatewayEmbed.mock.calls.length;
    await jest.advanceTimersByTimeAsync(15_000);
    expect(openGatewayEmbed.mock.calls.length).toBe(asked + 1);
  });

  it('closes them when the right to them is gone', async () => {
    await store.open('a');
    store.shown();
    openGatewayEmbed.mockImplementation(() => problemOf(403));
    await jest.advanceTimersByTimeAsync(4 * MINUTE);
    expect([store.state(), store.url(), store.problem()?.status]).toEqual(['refused', null, 403]);
  });

  it('says that nothing appears', async () => {
    await store.open('a');
    await jest.advanceTimersByTimeAsync(31_000);
    expect(store.state()).toBe('silent');
  });

  it('asks no more once it was let go of', async () => {
    await store.open('a');
    store.close();
    await jest.advanceTimersByTimeAsync(60 * MINUTE);
    expect(openGatewayEmbed).toHaveBeenCalledTimes(1);
  });
});
