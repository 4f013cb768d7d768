import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { TerminalService } from '@nora/api-client';
import type { TerminalClientMessage } from '@nora/contracts';
import { of, throwError } from 'rxjs';

import {
  type TerminalConnection,
  TerminalConnections,
  type TerminalListener,
  type TerminalRequest,
} from './terminal-connection';
import { TerminalStore } from './terminal.store';

class Line implements TerminalConnection {
  typed = '';
  readonly told: TerminalClientMessage[] = [];
  isClosed = false;

  constructor(
    readonly request: TerminalRequest,
    readonly listener: TerminalListener,
  ) {}

  type(bytes: Uint8Array): void {
    this.typed += new TextDecoder().decode(bytes);
  }

  tell(message: TerminalClientMessage): void {
    this.told.push(message);
  }

  close(): void {
    this.isClosed = true;
  }

  ready(terminal: string, offset = 0, resumed = false): void {
    this.listener.told({ type: 'ready', terminal, resumed, offset });
  }

  say(text: string): void {
    this.listener.said(new TextEncoder().encode(text));
  }
}

const refusal = (status: number, code: string) =>
  throwError(() => new HttpErrorResponse({ status, error: { code, title: code, detail: code } }));

describe('TerminalStore', () => {
  const lines: Line[] = [];
  const screen = {
    text: '',
    size: () => ({ cols: 90, rows: 30 }),
    write(bytes: Uint8Array, shown: () => void) {
      screen.text += new TextDecoder().decode(bytes);
      shown();
    },
    reset() {
      screen.text = '';
    },
  };
  const client = {
    openTerminal: jest.fn(),
    listTerminals: jest.fn(() => of({ items: [], nextCursor: null })),
    closeTerminal: jest.fn(() => of(undefined)),
  };
  let store: TerminalStore;

  const last = (): Line => {
    const line = lines.at(-1);
    if (!line) throw new Error('Nothing was opened.');
    return line;
  };

  beforeEach(() => {
    jest.useFakeTimers();
    jest.clearAllMocks();
    lines.length = 0;
    sessionStorage.clear();
    const open = (request: TerminalRequest, listener: TerminalListener) => {
      lines.push(new Line(request, listener));
      return last();
    };
    TestBed.configureTestingModule({
      providers: [
        TerminalStore,
        { provide: TerminalConnections, useValue: { open } },
        { provide: TerminalService, useValue: client },
      ],
    });
    store = TestBed.inject(TerminalStore);
    store.open('a', screen);
  });

  afterEach(() => jest.useRealTimers());

  it('opens one of the size of the screen, and shows what it says', () => {
    expect(last().request).toEqual({ agentId: 'a', cols: 90, rows: 30, back: null });
    expect(store.state()).toBe('connecting');
    last().ready('t');
    last().say('hello');
    store.type(new TextEncoder().encode('ls'));
    expect([store.state(), screen.text, last().typed]).toEqual(['live', 'hello', 'ls']);
    expect(last().told).toEqual([{ type: 'seen', offset: 0 }]);
  });

  it('says how much it has shown, from time to time', () => {
    last().ready('t');
    last().say('x'.repeat(65_536));
    last().say('x');
    expect(last().told.at(-1)).toEqual({ type: 'seen', offset: 65_536 });
  });

  it('comes back by itself after a lost connection, behind what it has', async () => {
    last().ready('t');
    last().say('hello');
    last().listener.closed(1006, true);
    expect(store.state()).toBe('lost');
    await jest.advanceTimersByTimeAsync(500);
    expect(lines).toHaveLength(2);
    expect(last().request.back).toEqual({ terminal: 't', after: 5 });
    expect(store.state()).toBe('lost');
    last().ready('t', 5, true);
    last().say(' again');
    expect([store.state(), screen.text, store.missed()]).toEqual(['live', 'hello again', false]);
  });

  it('begins anew, and says so, where the server has let go of what comes next', async () => {
    last().ready('t');
    last().say('hello');
    last().listener.closed(1006, true);
    await jest.advanceTimersByTimeAsync(500);
    last().ready('t', 900_000, true);
    last().say('later');
    expect([screen.text, store.missed()]).toEqual(['later', true]);
  });

  it('tries again ever less often while the server does not answer', async () => {
    client.openTerminal.mockReturnValue(refusal(0, ''));
    for (const wait of [500, 1_000, 2_000]) {
      const before = lines.length;
      last().listener.closed(1006, false);
      await jest.advanceTimersByTimeAsync(wait - 1);
      expect(lines).toHaveLength(before);
      await jest.advanceTimersByTimeAsync(1);
      expect(lines).toHaveLength(before + 1);
    }
    expect(store.state()).toBe('lost');
  });

  it('says why there is none, and tries no more', async () => {
    client.openTerminal.mockReturnValue(refusal(409, 'conflict'));
    last().listener.closed(1006, false);
    await jest.advanceTimersByTimeAsync(60_000);
    expect([store.state(), store.problem()?.code, lines.length]).toEqual(['refused', 'conflict', 1]);
    store.reconnect();
    expect([store.problem(), lines.length]).toEqual([null, 2]);
  });

  it('opens another one in the place of one that has ended meanwhile', async () => {
    last().ready('t');
    last().say('hello');
    client.openTerminal.mockReturnValue(refusal(410, 'terminal_gone'));
    last().listener.closed(1006, true);
    await jest.advanceTimersByTimeAsync(500);
    last().listener.closed(1006, false);
    await jest.advanceTimersByTimeAsync(0);
    expect(last().request.back).toBeNull();
    last().ready('u');
    expect([store.state(), screen.text, store.missed()]).toEqual(['live', '', true]);
  });

  it('comes back after a reload to the one that this window had', () => {
    last().ready('t');
    last().say('hello');
    const { agentId } = last().request;
    store.open(agentId, screen);
    expect(lines[0]?.isClosed).toBe(true);
    expect(last().request.back).toEqual({ terminal: 't', after: 0 });
    store.open('b', screen);
    expect(last().request.back).toBeNull();
  });

  it('tells how it ended, and opens another one only when asked', async () => {
    last().ready('t');
    last().listener.told({ type: 'exit', code: 3, reason: 'exited' });
    await jest.advanceTimersByTimeAsync(60_000);
    expect([store.state(), store.ending(), lines.length]).toEqual([
      ...['ended', { reason: 'exited', code: 3 }, 1],
    ]);
    store.renew();
    expect(last().request.back).toBeNull();
  });

  it('leaves one to the window that opened it too, until asked', async () => {
    last().ready('t');
    last().listener.closed(4000, true);
    await jest.advanceTimersByTimeAsync(60_000);
    expect([store.state(), lines.length]).toEqual(['elsewhere', 1]);
    store.reconnect();
    expect(last().request.back).toEqual({ terminal: 't', after: 0 });
  });
});
