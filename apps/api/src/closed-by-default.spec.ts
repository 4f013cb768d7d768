import 'reflect-metadata';
import { ACCOUNT_PERMISSIONS, PLATFORM_PERMISSIONS, WORKSPACE_PERMISSIONS } from '@nora/contracts';
import { ACCESS_METADATA, type Access } from '@nora/http-kit';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { PATH_METADATA } from '@nestjs/common/constants';
import { AppModule } from './app.module';
import { closedResources } from './core/resources';

interface Handler {
  name: string;
  path: string;
  access: Access | undefined;
}

/** Everything a guard may be told; there is nothing else to write into `@Authorize`. */
const KNOWN: string[] = [
  ...Object.keys(ACCOUNT_PERMISSIONS),
  ...PLATFORM_PERMISSIONS,
  ...Object.keys(WORKSPACE_PERMISSIONS),
];

/** Handlers that answer strangers. A new one is a decision that shows here. */
const PUBLIC = [
  'checkInvitation',
  'checkLink',
  'claim',
  'completeOauth',
  'completeSecondFactor',
  'getBootstrap',
  'getHealth',
  'getReadiness',
  'login',
  'requestPasswordReset',
  'resetPassword',
  'signUp',
  'startOauth',
  'verifyEmail',
];

async function allHandlers(): Promise<Handler[]> {
  const app = await NestFactory.create(AppModule.with(closedResources()), { preview: true, logger: false });
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prototype = metatype.prototype as Record<string, unknown>;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler = prototype[name];
      if (name === 'constructor' || typeof handler !== 'function') return [];
      if (!Reflect.hasMetadata(PATH_METADATA, handler)) return [];
      const parts = [
        Reflect.getMetadata(PATH_METADATA, metatype),
        Reflect.getMetadata(PATH_METADATA, handler),
      ];
      const access = Reflect.getMetadata(ACCESS_METADATA, handler) as Access | undefined;
      return [{ name, path: parts.join('/'), access }];
    });
  });
}

describe('every handler of the API', () => {
  let handlers: Handler[];

  beforeAll(async () => {
    handlers = await allHandlers();
  });

  it('is found by this test', () => {
    expect(handlers.length).toBeGreaterThanOrEqual(20);
  });

  it('says who may call it', () => {
    expect(handlers.filter(({ access }) => access === undefined).map(({ name }) => name)).toEqual([]);
  });

  it('is public only where that was decided', () => {
    const open = handlers.filter(({ access }) => access?.kind === 'public').map(({ name }) => name);
    expect(open.sort()).toEqual(PUBLIC);
  });

  it('asks for a permission that exists, and for one of a workspace only where the path leads to one', () => {
    for (const { name, path, access } of handlers) {
      if (access?.kind !== 'permission') continue;
      expect([name, KNOWN]).toEqual([name, expect.arrayContaining([access.permission])]);
      const leads = /:(workspaceId|agentId|deploymentId)\b/.test(path);
      expect([name, access.permission in WORKSPACE_PERMISSIONS]).toEqual([name, leads]);
    }
  });
});
