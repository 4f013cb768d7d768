import type { HttpSettings } from '@nora/config';
import {
  ProblemFilter,
  correlation,
  createValidationPipe,
  jsonBody,
  refuseForbiddenKeys,
  refuseUnstorableText,
  serveUpgrades,
} from '@nora/http-kit';
import { NestLogger, type Logger } from '@nora/observability';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import cookieParser from 'cookie-parser';
import type { NextFunction, Request, Response } from 'express';
import { serveUis } from '../ui/serve-uis';
import { apiDocs } from './api-docs';
import { API_PREFIX, documentOf } from './openapi';
import { securityHeaders } from './security-headers';
import { bodyLimitOf, isStreamedBody } from './request-bodies';

/**
 * Builds the API with everything a request passes through, ready to listen.
 * @param root the application, with its resources
 */
export async function createApp(
  root: DynamicModule,
  settings: HttpSettings,
  logger: Logger,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(root, {
    bodyParser: false,
    logger: new NestLogger(logger),
    forceCloseConnections: false,
  });
  const problems = new ProblemFilter(logger);
  app.set('trust proxy', settings.trustProxy.length > 0 ? settings.trustProxy : false);
  app.disable('x-powered-by');
  app.disable('etag');
  app.setGlobalPrefix(API_PREFIX);
  app.use(correlation, securityHeaders(settings.publicUrl), cookieParser());
  app.use(
    `/${API_PREFIX}`,
    notStored,
    ...jsonBody({ isStreamed: isStreamedBody, limitOf: bodyLimitOf }),
    refuseForbiddenKeys,
    refuseUnstorableText,
  );
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(problems);
  app.use(
    `/${API_PREFIX}`,
    apiDocs(() => documentOf(app)),
  );
  if (settings.uiRoot !== '') app.use(serveUis(settings.uiRoot));
  serveUpgrades(app.getHttpServer());
  await app.init();
  // After Nest's routes: errors of what comes before them never reach Nest's filter.
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) =>
    problems.answer(error, request, response),
  );
  return app;
}

/** Answers hold what one account may see: no cache may keep them. Files set their own rule. */
function notStored(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('cache-control', 'no-store');
  next();
}
