import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { SessionStore } from '@nora/data-access';
import { provideNoraUi } from '@nora/ui';

import { sampleUser } from '../../../testing/samples';
import { UserQuestions } from '../user-questions';
import { UserStore } from '../user.store';
import { UserDeletion } from './user-deletion';

const USER = sampleUser();
const PATH = `/api/admin/users/${USER.id}`;
const OWNER = { userId: USER.id, name: 'Bob', email: 'bob@example.test', role: 'owner' };
const EVE = { userId: 'eve', name: 'Eve', email: 'eve@example.test', role: 'editor' };

const tenant = (part: object) => ({
  ...{ id: 'w', name: 'Payments', personal: false, agentCount: 0, memberCount: 1, members: [OWNER] },
  ...part,
});

describe('UserDeletion', () => {
  const confirmed = jest.fn();
  const refresh = jest.fn();

  beforeEach(() => {
    jest.resetAllMocks();
    confirmed.mockResolvedValue(true);
  });

  function render(me = 'me') {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideRouter([{ path: '**', children: [] }]),
        provideNoraUi(),
        { provide: UserStore, useValue: { refresh } },
        { provide: UserQuestions, useValue: { beforeDeletion: confirmed } },
        { provide: SessionStore, useValue: { me: signal({ id: me }) } },
      ],
    });
    const fixture = TestBed.createComponent(UserDeletion);
    fixture.componentRef.setInput('user', USER);
    fixture.detectChanges();
    const server = TestBed.inject(HttpTestingController);
    const element = fixture.nativeElement as HTMLElement;
    const settle = async () => {
      await new Promise((resolve) => setTimeout(resolve));
      fixture.detectChanges();
    };
    const button = (word: string) =>
      [...element.querySelectorAll('button')].find(({ textContent }) => textContent.includes(word));
    const press = async (word: string) => {
      button(word)?.click();
      await settle();
    };
    const begin = async (...tenants: { id: string }[]) => {
      await press('Delete account');
      const workspaces = tenants.map(({ id }) => ({ id, soleOwner: true }));
      server
        .expectOne(PATH)
        .flush({ ...USER, workspaces: [...workspaces, { id: 'other', soleOwner: false }] });
      await settle();
      for (const one of tenants) server.expectOne(`/api/admin/workspaces/${one.id}`).flush(one);
      await settle();
    };
    const choose = (value: string) => {
      const field = element.querySelector('select');
      if (!field) throw new Error('there is nothing to decide');
      field.value = value;
      field.dispatchEvent(new Event('change'));
      fixture.detectChanges();
    };
    const sent = () => server.expectOne({ method: 'DELETE', url: PATH });
    return { element, server, settle, button, press, begin, choose, sent };
  }

  it('asks for the address alone where nothing would be left without an owner', async () => {
    const { begin, sent } = render();
    await begin(tenant({ personal: true }));
    expect(confirmed).toHaveBeenCalledWith(USER);
    expect(sent().request.body).toEqual({ workspaces: [] });
  });

  it('does not go on before it is decided what becomes of each workspace', async () => {
    const { begin, button, choose, press, sent } = render();
    await begin(tenant({ memberCount: 2, members: [OWNER, EVE] }));
    expect(confirmed).not.toHaveBeenCalled();
    expect(button('Go on')?.disabled).toBe(true);
    choose('eve');
    await press('Go on');
    expect(sent().request.body).toEqual({ workspaces: [{ id: 'w', transferToUserId: 'eve' }] });
  });

  it('deletes a workspace only where it holds no agents', async () => {
    const { begin, choose, press, sent } = render();
    await begin(tenant({}));
    choose('delete');
    await press('Go on');
    expect(sent().request.body).toEqual({ workspaces: [{ id: 'w', delete: true }] });
    TestBed.resetTestingModule();
    const second = render();
    await second.begin(tenant({ agentCount: 2, memberCount: 2, members: [OWNER, EVE] }));
    expect(second.element.textContent).not.toContain('Delete the workspace');
  });

  it('explains a workspace with agents that nobody can take over, and offers no way into a refusal', async () => {
    const { begin, button, element } = render();
    await begin(tenant({ agentCount: 2 }));
    expect(element.textContent).toContain('nobody is there to take it over');
    expect(element.querySelector('a[href="/workspaces/w"]')).not.toBeNull();
    expect([button('Go on'), element.querySelector('select')]).toEqual([undefined, null]);
  });

  it('asks again when somebody made a workspace meanwhile', async () => {
    const { begin, element, sent, server, settle } = render();
    await begin();
    sent().flush({ code: 'still_owner', workspaces: [] }, { status: 409, statusText: 'told' });
    await settle();
    server.expectOne(PATH).flush({ ...USER, workspaces: [{ id: 'w', soleOwner: true }] });
    await settle();
    server.expectOne('/api/admin/workspaces/w').flush(tenant({}));
    await settle();
    expect(element.textContent).toContain('Workspaces would be left without an owner');
    expect(element.querySelector('select')).not.toBeNull();
    expect(refresh).toHaveBeenCalled();
  });

  it('does nothing that was not confirmed, and nothing to the own account', async () => {
    confirmed.mockResolvedValue(false);
    const { begin, server } = render();
    await begin();
    server.verify();
    TestBed.resetTestingModule();
    expect(render(USER.id).button('Delete')).toBeUndefined();
  });
});
