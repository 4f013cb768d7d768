import { Injectable } from '@angular/core';
import type { TerminalClientMessage, TerminalServerMessage } from '@nora/contracts';
import { TERMINAL_MESSAGE_MAX } from '@nora/contracts';

/** What happens on a connection to a terminal, in this order. */
export interface TerminalListener {
  told: (message: TerminalServerMessage) => void;
  said: (bytes: Uint8Array) => void;
  /** @param opened false when the server did not accept it; a browser is not told why */
  closed: (code: number, opened: boolean) => void;
}

/** Which terminal is asked for. */
export interface TerminalRequest {
  agentId: string;
  cols: number;
  rows: number;
  /** One to come back to, and the bytes of it that were seen. */
  back: { terminal: string; after: number } | null;
}

/** A connection to a terminal. */
export interface TerminalConnection {
  type(bytes: Uint8Array): void;
  tell(message: TerminalClientMessage): void;
  /** Nothing is heard of it any more. */
  close(): void;
}

/** Opens connections to terminals. */
@Injectable({ providedIn: 'root' })
export class TerminalConnections {
  open(request: TerminalRequest, listener: TerminalListener): TerminalConnection {
    const socket = new WebSocket(urlOf(request));
    socket.binaryType = 'arraybuffer';
    let opened = false;
    let left = false;
    socket.onopen = () => (opened = true);
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (left) return;
      if (typeof data === 'string') listener.told(JSON.parse(data) as TerminalServerMessage);
      else listener.said(new Uint8Array(data));
    };
    socket.onclose = ({ code }) => {
      if (!left) listener.closed(code, opened);
    };
    const send = (data: string | Uint8Array<ArrayBuffer>) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data);
    };
    return {
      type: (bytes) => {
        for (let at = 0; at < bytes.length; at += TERMINAL_MESSAGE_MAX)
          send(bytes.slice(at, at + TERMINAL_MESSAGE_MAX));
      },
      tell: (message) => send(JSON.stringify(message)),
      close: () => {
        left = true;
        socket.close();
      },
    };
  }
}

function urlOf({ agentId, cols, rows, back }: TerminalRequest): string {
  const query = new URLSearchParams({ cols: String(cols), rows: String(rows) });
  if (back) {
    query.set('terminal', back.terminal);
    query.set('after', String(back.after));
  }
  const { protocol, host } = window.location;
  const scheme = protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${host}/api/agents/${encodeURIComponent(agentId)}/exec?${query.toString()}`;
}
