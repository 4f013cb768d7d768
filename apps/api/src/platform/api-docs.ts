import { dirname } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Router, static as staticFiles } from 'express';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Nora API</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="assets/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="assets/swagger-ui-bundle.js"></script>
    <script src="start.js"></script>
  </body>
</html>
`;

/** Browsers send the session cookie by themselves; unsafe calls need the header beside it. */
const START = `window.ui = SwaggerUIBundle({
  url: '../openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor: (request) => {
    request.headers['x-nora-csrf'] = '1';
    return request;
  },
});
`;

/**
 * The OpenAPI document and a browsable reference, from files of this installation only.
 * @param makeDocument called when somebody asks for it first: few installations ever do
 */
export function apiDocs(makeDocument: () => OpenAPIObject): Router {
  const assets = swaggerAssets();
  let json: string | undefined;
  const router = Router({ strict: true });
  router.get('/openapi.json', (_request, response) => {
    response.type('application/json').setHeader('cache-control', 'no-cache');
    json ??= JSON.stringify(makeDocument());
    response.end(json);
  });
  router.get('/docs', (_request, response) => response.redirect(308, '/api/docs/'));
  router.get('/docs/', (_request, response) => response.type('html').send(PAGE));
  router.get('/docs/start.js', (_request, response) => response.type('text/javascript').send(START));
  router.use('/docs/assets', staticFiles(assets, { index: false, maxAge: '1h' }));
  return router;
}

function swaggerAssets(): string {
  return dirname(require.resolve('swagger-ui-dist/package.json'));
}
