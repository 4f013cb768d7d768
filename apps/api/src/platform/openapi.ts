import { SESSION_COOKIE } from '@nora/contracts';
import { finishDocument } from '@nora/http-kit';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { AppModule } from '../app.module';
import { closedResources } from '../core/resources';

export const API_PREFIX = 'api';
/** Version of the API's form. */
const API_VERSION = '0.1.0';

/** The OpenAPI 3.1 document of an application. */
export function documentOf(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Nora')
    .setDescription(
      'Control plane for AI agent runtimes. Everything an operator can click is a call of this API.',
    )
    .setVersion(API_VERSION)
    .addCookieAuth(SESSION_COOKIE, { type: 'apiKey', in: 'cookie' }, 'session')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'nora_…' }, 'apiKey')
    .build();
  const options = { operationIdFactory: (_controller: string, method: string) => method };
  return finishDocument(SwaggerModule.createDocument(app, config, options));
}

/** The same without PostgreSQL or Redis: nothing is instantiated. */
export async function exportDocument(): Promise<OpenAPIObject> {
  const app = await NestFactory.create(AppModule.with(closedResources()), {
    preview: true,
    logger: ['error'],
  });
  app.setGlobalPrefix(API_PREFIX);
  return documentOf(app);
}
