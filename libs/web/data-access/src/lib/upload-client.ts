import { Injectable, inject } from '@angular/core';
import { CORRELATION_HEADER, CSRF_HEADER } from '@nora/contracts';

import { BrowserNavigation } from './browser-navigation';
import { ProblemError } from './problem';

/** A file on its way to the server. */
export interface UploadRequest {
  url: string;
  body: Blob;
  headers?: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Called now and then with how many bytes have gone. */
  onProgress?: (sent: number) => void;
}

/** Sends files by `PUT`. Only an `XMLHttpRequest` says how far it is; `fetch` does not. */
@Injectable({ providedIn: 'root' })
export class UploadClient {
  private readonly navigation = inject(BrowserNavigation);

  /**
   * Sends a file and gives back what the server answers.
   * @throws ProblemError when the server refuses it
   * @throws TypeError when no answer arrives
   * @throws the reason of the signal when it aborts
   */
  send({ url, body, headers, signal, onProgress }: UploadRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const request = new XMLHttpRequest();
      const abort = () => request.abort();
      request.open('PUT', url);
      request.setRequestHeader('accept', 'application/json');
      request.setRequestHeader('content-type', 'application/octet-stream');
      request.setRequestHeader(CSRF_HEADER, '1');
      for (const [name, value] of Object.entries(headers ?? {})) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded }) => onProgress?.(loaded);
      request.onload = () => {
        if (request.status >= 200 && request.status < 300) resolve(answerOf(request));
        else reject(this.refusal(request));
      };
      request.onerror = () => reject(new TypeError('No answer arrived.'));
      request.onabort = () => reject(signal.reason as Error);
      request.onloadend = () => signal.removeEventListener('abort', abort);
      signal.addEventListener('abort', abort);
      request.send(body);
    });
  }

  private refusal(request: XMLHttpRequest): ProblemError {
    if (request.status === 401) this.navigation.toLogin();
    const correlationId = request.getResponseHeader(CORRELATION_HEADER);
    const seconds = Number(request.getResponseHeader('retry-after'));
    return new ProblemError(request.status, request.responseText, correlationId, seconds * 1_000 || null);
  }
}

function answerOf({ responseText }: XMLHttpRequest): unknown {
  return responseText === '' ? null : (JSON.parse(responseText) as unknown);
}
