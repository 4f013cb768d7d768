import { createLogger } from '@nora/observability';
import {
  Injectable,
  Module,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import type { Response } from 'express';
import type { AddressInfo } from 'node:net';
import { type Observable, throwError } from 'rxjs';
import { DomainError } from '@nora/contracts';
import { AppModule } from '../app.module';
import { openResources } from '../core/resources';
import { createApp } from '../platform/create-app';
import { TestAccess } from './test-access';
import { testSettings, type TestStores } from './test-api';

/** Header of an answer to a request that every guard let through. */
export const REACHED_HEADER = 'x-reached-the-handler';

/** Stands between the guards and the handlers: says that a request came so far, and goes no further. */
@Injectable()
class Probe implements NestInterceptor {
  intercept(context: ExecutionContext, _next: CallHandler): Observable<never> {
    context.switchToHttp().getResponse<Response>().setHeader(REACHED_HEADER, '1');
    return throwError(() => new DomainError('conflict', 'The request was let through.'));
  }
}

@Module({ providers: [{ provide: APP_INTERCEPTOR, useClass: Probe }] })
class ProbeModule {}

/** The whole API, on stores of its own, whose handlers do nothing: it shows who is let through to them. */
export interface ProbedApi {
  url: string;
  stores: TestStores;
  close(): Promise<void>;
}

/** @param stores of an API that is there to prepare what is probed, on the same secrets */
export async function startProbedApi(
  stores: TestStores,
  environment: Record<string, string>,
): Promise<ProbedApi> {
  const settings = testSettings(stores, environment);
  const logger = createLogger('api', 'silent');
  const resources = await openResources(settings, [new TestAccess()], logger);
  const root = AppModule.with(resources.providers);
  const imports = [...(root.imports ?? []), ProbeModule];
  const app = await createApp({ ...root, imports }, settings.http, logger);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stores,
    async close() {
      await app.close();
      await resources.close();
    },
  };
}
