import type { OpenAPIObject } from '@nestjs/swagger';
import { finishDocument } from './finish-document';

function documentWith(operations: object, schemas: object = {}): OpenAPIObject {
  return {
    openapi: '3.1.0',
    info: { title: 'Test', version: '1' },
    paths: operations,
    components: { schemas },
  } as OpenAPIObject;
}

describe('finishDocument', () => {
  it('says nullable as OpenAPI 3.1 does', () => {
    const schemas = {
      Dto: {
        type: 'object',
        properties: {
          text: { type: 'string', format: 'date-time', nullable: true },
          choice: { type: 'string', enum: ['a'], nullable: true },
          other: {
            type: 'object',
            nullable: true,
            description: 'd',
            allOf: [{ $ref: '#/components/schemas/Other' }],
          },
          plain: { type: 'string' },
        },
      },
    };
    expect(finishDocument(documentWith({}, schemas)).components?.schemas?.['Dto']).toEqual({
      type: 'object',
      properties: {
        text: { type: ['string', 'null'], format: 'date-time' },
        choice: { type: ['string', 'null'], enum: ['a', null] },
        other: { description: 'd', oneOf: [{ $ref: '#/components/schemas/Other' }, { type: 'null' }] },
        plain: { type: 'string' },
      },
    });
  });

  it('refuses two operations of the same name', () => {
    const operation = { operationId: 'getThing', responses: {} };
    expect(() =>
      finishDocument(documentWith({ '/a': { get: operation }, '/b': { get: operation } })),
    ).toThrow('operationId getThing is used by GET /a and GET /b');
  });

  it('answers the codes of a handler as problem documents by status, and keeps its own answers', () => {
    const own = { description: 'own' };
    const operation = {
      operationId: 'act',
      'x-nora-problem-codes-name_taken': true,
      'x-nora-problem-codes-conflict': true,
      responses: { '503': own },
    };
    const { paths } = finishDocument(documentWith({ '/a': { post: operation } }));
    const act = paths['/a']?.post;
    expect(act?.responses['409']).toMatchObject({ description: '`name_taken`, `conflict`' });
    expect(act?.responses['503']).toEqual(own);
    expect(act?.responses['500']).toBeDefined();
    expect(JSON.stringify(act)).not.toContain('x-nora');
  });

  it('lets every changing call of somebody signed in be repeated under a key, unless it is excepted', () => {
    const secured = { security: [{ session: [] }] };
    const operation = (operationId: string, more: object) => ({
      operationId,
      responses: { '202': {} },
      ...more,
    });
    const { paths } = finishDocument(
      documentWith({
        '/a': {
          post: operation('change', secured),
          get: operation('read', secured),
          put: operation('excepted', { ...secured, 'x-nora-not-repeatable': true }),
          delete: operation('open', {}),
        },
      }),
    );
    const named = (method: 'post' | 'get' | 'put' | 'delete') =>
      (paths['/a']?.[method]?.parameters ?? []).map((parameter) => 'name' in parameter && parameter.name);
    expect(named('post')).toEqual(['Idempotency-Key']);
    expect([named('get'), named('put'), named('delete')]).toEqual([[], [], []]);
    const responses = paths['/a']?.post?.responses;
    expect(responses?.['409']).toMatchObject({
      description: '`idempotency_mismatch`, `idempotency_in_progress`, `conflict`',
    });
    expect(responses?.['202']).toMatchObject({ headers: { 'Idempotency-Replayed': {} } });
    expect(JSON.stringify(paths)).not.toContain('x-nora');
  });
});
