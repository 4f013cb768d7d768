import 'reflect-metadata';
import { DomainError, type WorkspaceRole } from '@nora/contracts';
import { Authorize, Public, type Permission } from '@nora/http-kit';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AccessGuard } from './access.guard';
import type { SessionsService } from './sessions.service';
import type { WorkspaceAccess } from './workspace-access';

const SESSION = {
  userId: 'u',
  sessionId: 's',
  email: 'ada@example.test',
  name: 'Ada',
  platformRole: 'user' as const,
};

class Handlers {
  undecided(): void {
    return undefined;
  }

  @Public()
  open(): void {
    return undefined;
  }

  @Authorize('signed-in')
  me(): void {
    return undefined;
  }

  @Authorize('platform:read')
  overview(): void {
    return undefined;
  }

  @Authorize('agents:write')
  change(): void {
    return undefined;
  }

  @Authorize('agents:read')
  look(): void {
    return undefined;
  }
}

interface Given {
  method?: string;
  headers?: Record<string, string>;
  cookies?: Record<string, string>;
  role?: WorkspaceRole | null;
  platformRole?: 'user' | 'admin';
}

function call(handler: keyof Handlers, given: Given = {}) {
  const { method = 'GET', headers = {}, cookies = {}, role = null, platformRole = 'user' } = given;
  const sessions = {
    resolve: (token: string) => Promise.resolve(token === 'good' ? { ...SESSION, platformRole } : null),
  } as unknown as SessionsService;
  const workspaces = {
    resolve: () =>
      role === null
        ? Promise.reject(new DomainError('not_found', 'Not here.'))
        : Promise.resolve({ workspaceId: 'w', role }),
  } as unknown as WorkspaceAccess;
  const http = { publicUrl: 'http://nora.example' };
  const guard = new AccessGuard(new Reflector(), sessions, workspaces, http as never);
  const request = {
    method,
    headers,
    cookies,
    params: {},
    ip: '192.0.2.1',
    protocol: 'http',
    host: 'nora.example',
  };
  const context = {
    getHandler: () => Handlers.prototype[handler],
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
  return guard.canActivate(context).then(
    (allowed) => ({ allowed, actor: (request as { actor?: unknown }).actor }),
    (error: unknown) => (error as DomainError).code,
  );
}

const cookie = { cookies: { nora_session: 'good' } };
const sameOrigin = { 'sec-fetch-site': 'same-origin', 'x-nora-csrf': '1' };

describe('AccessGuard', () => {
  it('refuses a handler that does not say who may call it, to an administrator too', async () => {
    expect(await call('undecided', { ...cookie, platformRole: 'admin' })).toBe('forbidden');
  });

  it('lets everyone call a public handler, but no page of another server', async () => {
    expect(await call('open')).toMatchObject({ allowed: true });
    expect(await call('open', { method: 'POST', headers: { origin: 'http://evil.example' } })).toBe(
      'csrf_failed',
    );
  });

  it('takes the cookie or a bearer token, never both', async () => {
    expect(await call('me', cookie)).toMatchObject({ allowed: true, actor: { userId: 'u' } });
    expect(await call('me', { headers: { authorization: 'Bearer good' } })).toMatchObject({ allowed: true });
    expect(await call('me', { ...cookie, headers: { authorization: 'Bearer good' } })).toBe(
      'conflicting_auth',
    );
  });

  it.each<[string, Given]>([
    ['nothing', {}],
    ['a dead session', { cookies: { nora_session: 'dead' } }],
    ['a dead token', { headers: { authorization: 'Bearer dead' } }],
    ['another scheme', { headers: { authorization: 'Basic good' } }],
  ])('asks for a log-in when there is %s', async (_, given) => {
    expect(await call('me', given)).toBe('unauthenticated');
  });

  it('asks a cookie session that changes something where it comes from, a bearer token not', async () => {
    expect(await call('me', { ...cookie, method: 'POST' })).toBe('csrf_failed');
    expect(await call('me', { ...cookie, method: 'POST', headers: sameOrigin })).toMatchObject({
      allowed: true,
    });
    const bearer = { authorization: 'Bearer good' };
    expect(await call('me', { method: 'POST', headers: bearer })).toMatchObject({ allowed: true });
  });

  it('keeps the administration to platform admins', async () => {
    expect(await call('overview', cookie)).toBe('forbidden');
    expect(await call('overview', { ...cookie, platformRole: 'admin' })).toMatchObject({ allowed: true });
  });

  it.each<[keyof Handlers, Permission, WorkspaceRole | null, unknown]>([
    ['look', 'agents:read', null, 'not_found'],
    ['look', 'agents:read', 'viewer', { allowed: true, actor: { workspaceId: 'w', role: 'viewer' } }],
    ['change', 'agents:write', null, 'not_found'],
    ['change', 'agents:write', 'viewer', 'forbidden'],
    ['change', 'agents:write', 'editor', { allowed: true, actor: { role: 'editor' } }],
    ['change', 'agents:write', 'owner', { allowed: true, actor: { role: 'owner' } }],
  ])('%s (%s) by %s', async (handler, _, role, expected) => {
    const answer = await call(handler, { ...cookie, role });
    if (typeof expected === 'string') expect(answer).toBe(expected);
    else expect(answer).toMatchObject(expected as object);
  });

  it('gives a platform admin no right in a workspace of others', async () => {
    expect(await call('look', { ...cookie, role: null, platformRole: 'admin' })).toBe('not_found');
  });
});
