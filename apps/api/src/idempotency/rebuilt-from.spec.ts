import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants';
import { AgentsController } from '../agents/agents.controller';
import { ChangesController } from '../agents/changes/changes.controller';
import { DuplicatesController } from '../agents/duplicates/duplicates.controller';
import { LifecycleController } from '../agents/lifecycle/lifecycle.controller';
import { RestoreController } from '../agents/lifecycle/restore.controller';
import { DeploymentsController } from '../deployments/deployments.controller';
import { REBUILT_FROM } from './rebuilt-from';

const CONTROLLERS = [
  ...[AgentsController, ChangesController, DeploymentsController, DuplicatesController],
  ...[LifecycleController, RestoreController],
];

describe('every handler that asks for a deployment', () => {
  it('says how its answer is made again when it was lost', () => {
    const changing = CONTROLLERS.flatMap(({ prototype }) => {
      const handlers = prototype as unknown as Record<string, object>;
      return Object.getOwnPropertyNames(prototype)
        .filter(
          (name) => (Reflect.getMetadata(METHOD_METADATA, handlers[name] ?? {}) ?? 0) !== RequestMethod.GET,
        )
        .map((name) => [name, Reflect.getMetadata(REBUILT_FROM, handlers[name] ?? {}) as unknown]);
    });
    expect(changing.length).toBeGreaterThan(10);
    expect(changing.filter(([, shape]) => shape === undefined)).toEqual([]);
  });
});
