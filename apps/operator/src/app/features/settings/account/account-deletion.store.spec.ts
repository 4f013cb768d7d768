import { HttpErrorResponse } from '@angular/common/http';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { AccountService, MembersService } from '@nora/api-client';
import { SessionStore, WorkspacesStore } from '@nora/data-access';
import { of, throwError } from 'rxjs';

import { AccountDeletionStore } from './account-deletion.store';

const PROOF = { password: 'seven calm turbines hum' };
const OWNED = [
  { id: 'w-1', name: 'Research' },
  { id: 'w-2', name: 'Production' },
];
const refusal = (status: number, error: object) =>
  throwError(() => new HttpErrorResponse({ status, error: { detail: 'Because.', ...error } }));
const stillOwner = (workspaces: object[]) => refusal(409, { code: 'still_owner', workspaces });
const member = (userId: string) => ({ userId, name: userId, email: `${userId}@example.test` });

describe('AccountDeletionStore', () => {
  const account = { deleteAccount: jest.fn() };
  const members = { listMembers: jest.fn() };
  const session = { me: signal({ id: 'me' }), verify: jest.fn() };
  const workspaces = { load: jest.fn(), find: jest.fn() };
  let store: AccountDeletionStore;
  const sent = () => account.deleteAccount.mock.lastCall?.[0].body;

  beforeEach(() => {
    jest.resetAllMocks();
    workspaces.load.mockResolvedValue(undefined);
    workspaces.find.mockImplementation((id: string) => ({ agentCount: id === 'w-2' ? 3 : 0 }));
    members.listMembers.mockReturnValue(of({ items: [member('me'), member('bob')], nextCursor: null }));
    TestBed.configureTestingModule({
      providers: [
        AccountDeletionStore,
        { provide: AccountService, useValue: account },
        { provide: MembersService, useValue: members },
        { provide: SessionStore, useValue: session },
        { provide: WorkspacesStore, useValue: workspaces },
      ],
    });
    store = TestBed.inject(AccountDeletionStore);
  });

  it('asks for nothing but the proof at first', async () => {
    account.deleteAccount.mockReturnValue(of(undefined));
    await store.delete(PROOF);
    expect(sent()).toEqual({ ...PROOF, workspaces: [] });
  });

  it('learns from the refusal what has to be decided, who could take over, and what is held', async () => {
    account.deleteAccount.mockReturnValue(stillOwner(OWNED));
    await expect(store.delete(PROOF)).rejects.toBeInstanceOf(HttpErrorResponse);
    expect(store.owned()).toMatchObject([
      { id: 'w-1', name: 'Research', agentCount: 0, successors: [{ userId: 'bob' }] },
      { id: 'w-2', name: 'Production', agentCount: 3, successors: [{ userId: 'bob' }] },
    ]);
    expect(store.undecided()).toHaveLength(2);
  });

  it('sends what was decided, and keeps it when another workspace has to be decided on too', async () => {
    account.deleteAccount.mockReturnValueOnce(stillOwner([OWNED[0] ?? {}]));
    await store.delete(PROOF).catch(() => undefined);
    store.decide('w-1', { transferToUserId: 'bob' });
    account.deleteAccount.mockReturnValueOnce(stillOwner([OWNED[1] ?? {}]));
    await store.delete(PROOF).catch(() => undefined);
    expect(store.undecided().map(({ id }) => id)).toEqual(['w-2']);
    store.decide('w-2', { delete: true });
    account.deleteAccount.mockReturnValueOnce(of(undefined));
    await store.delete(PROOF);
    expect(sent().workspaces).toEqual([
      { id: 'w-1', transferToUserId: 'bob' },
      { id: 'w-2', delete: true },
    ]);
  });

  it('takes a decision back', async () => {
    account.deleteAccount.mockReturnValue(stillOwner(OWNED));
    await store.delete(PROOF).catch(() => undefined);
    store.decide('w-1', { delete: true });
    store.decide('w-1', null);
    expect(store.undecided()).toHaveLength(2);
  });

  it('reads every page of members', async () => {
    account.deleteAccount.mockReturnValue(stillOwner([OWNED[0] ?? {}]));
    members.listMembers.mockImplementation(({ cursor }: { cursor?: string }) =>
      of(
        cursor
          ? { items: [member('eve')], nextCursor: null }
          : { items: [member('bob')], nextCursor: 'next' },
      ),
    );
    await store.delete(PROOF).catch(() => undefined);
    expect(store.owned()[0]?.successors?.map(({ userId }) => userId)).toEqual(['bob', 'eve']);
  });

  it('says why members could not be read, and reads them again', async () => {
    account.deleteAccount.mockReturnValue(stillOwner([OWNED[0] ?? {}]));
    members.listMembers.mockReturnValueOnce(refusal(503, { code: 'service_unavailable' }));
    await store.delete(PROOF).catch(() => undefined);
    expect(store.problem()?.code).toBe('service_unavailable');
    expect(store.owned()[0]?.successors).toBeNull();
    await store.refresh();
    expect(store.problem()).toBeNull();
    expect(store.owned()[0]?.successors).toHaveLength(1);
  });

  it('looks again what proves the account when a code was asked for', async () => {
    account.deleteAccount.mockReturnValue(refusal(401, { code: 'second_factor_invalid' }));
    await store.delete(PROOF).catch(() => undefined);
    expect(session.verify).toHaveBeenCalled();
  });
});
