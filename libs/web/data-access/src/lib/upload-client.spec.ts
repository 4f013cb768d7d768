import { TestBed } from '@angular/core/testing';

import { BrowserNavigation } from './browser-navigation';
import { ProblemError } from './problem';
import { UploadClient } from './upload-client';

/** A request that a test answers by hand. */
class ScriptedRequest {
  static last: ScriptedRequest;
  readonly sentHeaders: Record<string, string> = {};
  readonly upload: { onprogress?: (event: { loaded: number }) => void } = {};
  line = '';
  body: unknown;
  status = 0;
  responseText = '';
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  onloadend?: () => void;

  constructor() {
    ScriptedRequest.last = this;
  }
  open(method: string, url: string) {
    this.line = `${method} ${url}`;
  }
  setRequestHeader(name: string, value: string) {
    this.sentHeaders[name] = value;
  }
  getResponseHeader(name: string) {
    return { 'x-correlation-id': 'abc', 'retry-after': '7' }[name] ?? null;
  }
  send(body: unknown) {
    this.body = body;
  }
  abort() {
    this.onabort?.();
    this.onloadend?.();
  }
  answer(status: number, text: string) {
    this.status = status;
    this.responseText = text;
    this.onload?.();
    this.onloadend?.();
  }
}

describe('UploadClient', () => {
  const real = globalThis.XMLHttpRequest;
  const toLogin = jest.fn();
  const body = new Blob(['hello']);

  beforeEach(() => {
    Object.assign(globalThis, { XMLHttpRequest: ScriptedRequest });
    toLogin.mockClear();
    TestBed.configureTestingModule({
      providers: [{ provide: BrowserNavigation, useValue: { toLogin } }],
    });
  });
  afterEach(() => Object.assign(globalThis, { XMLHttpRequest: real }));

  const send = (part: object = {}) =>
    TestBed.inject(UploadClient).send({
      ...{ url: '/x', body, headers: { 'if-none-match': '*' } },
      ...{ signal: new AbortController().signal, ...part },
    });

  it('sends the file with the header that a foreign page cannot send, says how far it is, and takes the answer', async () => {
    const onProgress = jest.fn();
    const sent = send({ onProgress });
    const { last } = ScriptedRequest;
    expect(last.line).toBe('PUT /x');
    expect(last.body).toBe(body);
    expect(last.sentHeaders).toMatchObject({ 'x-nora-csrf': '1', 'if-none-match': '*' });
    last.upload.onprogress?.({ loaded: 3 });
    expect(onProgress).toHaveBeenCalledWith(3);
    last.answer(201, '{"name":"x"}');
    expect(await sent).toEqual({ name: 'x' });
  });

  it('says why the server refused', async () => {
    const sent = send();
    ScriptedRequest.last.answer(413, '{"code":"payload_too_large"}');
    const refusal = await sent.catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ProblemError);
    expect(refusal).toMatchObject({ status: 413, correlationId: 'abc', retryAfterMs: 7_000 });
  });

  it('goes to log in when the session has ended', async () => {
    const sent = send();
    ScriptedRequest.last.answer(401, '{"code":"unauthenticated"}');
    await expect(sent).rejects.toMatchObject({ status: 401 });
    expect(toLogin).toHaveBeenCalled();
  });

  it('tells a lost connection from a refusal', async () => {
    const sent = send();
    ScriptedRequest.last.onerror?.();
    await expect(sent).rejects.toBeInstanceOf(TypeError);
  });

  it('stops when it is told to, also before it began', async () => {
    const controller = new AbortController();
    const sent = send({ signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(sent).rejects.toThrow('enough');
    await expect(send({ signal: controller.signal })).rejects.toThrow('enough');
  });
});
