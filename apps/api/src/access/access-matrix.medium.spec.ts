import { randomBytes, randomUUID } from 'node:crypto';
import { ERROR_STATUS, type ErrorCode, type Permission } from '@nora/contracts';
import { PERMISSION_EXTENSION } from '@nora/http-kit';
import { ACCESS_MATRIX } from '../testing/access-matrix';
import { prepareMatrix, type Caller, type MatrixTarget } from '../testing/matrix-callers';
import { REACHED_HEADER, startProbedApi, type ProbedApi } from '../testing/probed-api';
import { TestAccess } from '../testing/test-access';
import { startTestApi, type TestApi } from '../testing/test-api';

interface Operation {
  id: string;
  method: string;
  path: string;
  /** Null for what everybody may call. */
  permission: Permission | null;
  documented: string[];
}

interface OperationObject {
  operationId: string;
  responses: Record<string, unknown>;
  [PERMISSION_EXTENSION]?: Permission;
}

/** Secrets that the API which prepares and the API which is probed share. */
const SECRETS = {
  JWT_SECRET: randomBytes(32).toString('hex'),
  ENCRYPTION_KEY: randomBytes(32).toString('base64'),
};

describe('who may do what', () => {
  let api: TestApi;
  let probed: ProbedApi;
  let operations: Operation[];
  let target: MatrixTarget;
  let callers: Caller[];

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()], SECRETS);
    ({ target, callers } = await prepareMatrix(api));
    probed = await startProbedApi(api.stores, SECRETS);
    operations = await operationsOf(probed.url);
  });

  afterAll(async () => {
    await probed?.close();
    await api?.close();
  });

  it('has a row for every operation, and every operation asks for what its row says', () => {
    const asked = operations.map(({ id, permission }) => [id, permission ?? 'public']);
    expect(Object.fromEntries(asked)).toEqual(ACCESS_MATRIX);
  });

  it('holds for every operation and everybody', async () => {
    const wrong: string[] = [];
    let count = 0;
    for (const caller of callers) {
      for (const operation of operations) {
        count += 1;
        const expected = operation.permission ? caller.verdict(operation.permission) : 'through';
        const seen = await verdictOf(operation, caller);
        if (seen !== expected) wrong.push(`${operation.id} by ${caller.name}: ${seen}, not ${expected}`);
      }
    }
    console.log(`${count} of ${operations.length} operations × ${callers.length} callers were tried`);
    expect(wrong).toEqual([]);
    expect(count).toBe(operations.length * callers.length);
  }, 120_000);

  it('lets nobody through who shows two credentials', async () => {
    const owner = callers.find(({ name }) => name === 'owner');
    const key = callers.find(({ name }) => name === 'key with agents:read');
    const both: Caller = {
      name: 'cookie and key',
      headers: { ...owner?.headers, ...key?.headers },
      verdict: () => 'conflicting_auth',
    };
    for (const operation of operations.filter(({ permission }) => permission !== null)) {
      expect([operation.id, await verdictOf(operation, both)]).toEqual([operation.id, 'conflicting_auth']);
    }
  });

  it('asks every change by cookie where it comes from', async () => {
    const owner = callers.find(({ name }) => name === 'owner');
    const changes = operations.filter(({ method, permission }) => method !== 'GET' && permission !== null);
    expect(changes.length).toBeGreaterThan(10);
    for (const operation of changes) {
      const unproven = await answerTo(operation, { ...owner?.headers, origin: probed.url });
      expect([operation.id, unproven.code]).toEqual([operation.id, 'csrf_failed']);
      const foreign = { ...owner?.headers, origin: 'https://evil.example', 'x-nora-csrf': '1' };
      expect([operation.id, (await answerTo(operation, foreign)).code]).toEqual([
        operation.id,
        'csrf_failed',
      ]);
    }
  });

  /** Asks for an operation; an answer that the OpenAPI document does not know is no verdict. */
  async function verdictOf(operation: Operation, { headers }: Caller): Promise<string> {
    const proof: Record<string, string> = { origin: probed.url, 'x-nora-csrf': '1' };
    const own = 'cookie' in headers ? { ...proof, ...headers } : headers;
    const { reached, status, code } = await answerTo(operation, own);
    if (reached) return 'through';
    if (!operation.documented.includes(String(status))) return `${status}, which is not documented`;
    return status === ERROR_STATUS[code] ? code : `${code} with ${status}`;
  }

  async function answerTo(
    { method, path }: Operation,
    headers: Record<string, string>,
  ): Promise<{ reached: boolean; status: number; code: ErrorCode }> {
    const url = probed.url + path.replace(/\{(\w+)\}/g, (_, name: string) => valueOf(name));
    const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(10_000) });
    const { code } = (await response.json()) as { code: ErrorCode };
    return { reached: response.headers.has(REACHED_HEADER), status: response.status, code };
  }

  function valueOf(name: string): string {
    const known: Record<string, string> = { ...target };
    return known[name] ?? randomUUID();
  }
});

async function operationsOf(url: string): Promise<Operation[]> {
  const response = await fetch(`${url}/api/openapi.json`);
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, OperationObject>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...{ id: operation.operationId, method: method.toUpperCase(), path },
      permission: operation[PERMISSION_EXTENSION] ?? null,
      documented: Object.keys(operation.responses),
    })),
  );
}
