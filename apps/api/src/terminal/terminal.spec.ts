import { setTimeout as sleep } from 'node:timers/promises';
import type { TerminalServerMessage } from '@nora/contracts';
import { SimulatedTerminal } from '@nora/runtime-adapters/simulated';
import { Terminal, type TerminalViewer } from './terminal';

class Viewer implements TerminalViewer {
  text = '';
  readonly told: TerminalServerMessage[] = [];
  left: string | null = null;

  send(bytes: Buffer): void {
    this.text += bytes.toString('utf8');
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  tell(message: TerminalServerMessage): void {
    this.told.push(message);
  }

  leave(why: string): void {
    this.left = why;
  }
}

describe('Terminal', () => {
  const open = (idleMs = 0, returnWithinMs = 60_000) => {
    const exec = new SimulatedTerminal(['sh'], { cols: 80, rows: 24 });
    return new Terminal('t', exec, { idleMs, returnWithinMs });
  };
  const settled = () => sleep(20);

  it('shows somebody new everything, and somebody who comes back what they missed', async () => {
    const terminal = open();
    const [first, second] = [new Viewer(), new Viewer()];
    terminal.attach(first, null);
    await terminal.type(Buffer.from('echo one\r'));
    await settled();
    expect(first.told).toEqual([{ type: 'ready', terminal: 't', resumed: false, offset: 0 }]);
    expect(first.text).toContain('one\r\n$ ');
    terminal.detach(first);
    await terminal.type(Buffer.from('echo two\r'));
    await settled();
    const seen = Buffer.byteLength(first.text);
    terminal.attach(second, seen);
    expect(second.told).toEqual([{ type: 'ready', terminal: 't', resumed: true, offset: seen }]);
    expect(second.text).toBe('echo two\r\ntwo\r\n$ ');
    expect(first.text).not.toContain('two');
    await terminal.end('closed');
  });

  it('shows everything it has to whom knows of bytes that there were not', async () => {
    const terminal = open();
    await settled();
    const viewer = new Viewer();
    terminal.attach(viewer, 1_000);
    expect(viewer.told).toEqual([{ type: 'ready', terminal: 't', resumed: true, offset: 0 }]);
    expect(viewer.text).toBe('$ ');
    await terminal.end('closed');
  });

  it('has one viewer at a time', async () => {
    const terminal = open();
    const [first, second] = [new Viewer(), new Viewer()];
    terminal.attach(first, null);
    terminal.attach(second, 0);
    expect(first.left).toBe('taken-over');
    terminal.detach(first);
    expect(terminal.isWatched).toBe(true);
    await terminal.end('closed');
    expect(second.told.at(-1)).toEqual({ type: 'exit', code: 129, reason: 'closed' });
    expect(second.left).toBe('ended');
  });

  it('tells who comes back in time how it ended', async () => {
    const terminal = open();
    const viewer = new Viewer();
    await terminal.type(Buffer.from('exit 3\r'));
    expect(await terminal.ended).toMatchObject({ reason: 'exited', exitCode: 3, bytesIn: 7 });
    terminal.attach(viewer, 0);
    expect(viewer.text).toBe('$ exit 3\r\n');
    expect(viewer.told.at(-1)).toEqual({ type: 'exit', code: 3, reason: 'exited' });
    await terminal.gone;
  });

  it('ends when nobody comes back, and is forgotten', async () => {
    const terminal = open(0, 30);
    const viewer = new Viewer();
    terminal.attach(viewer, null);
    await sleep(60);
    expect(terminal.signal.aborted).toBe(false);
    terminal.detach(viewer);
    expect(await terminal.ended).toMatchObject({ reason: 'abandoned' });
    await terminal.gone;
  });

  it('ends when nobody types, whatever it says itself', async () => {
    const terminal = open(80);
    const viewer = new Viewer();
    terminal.attach(viewer, null);
    for (let times = 0; times < 4; times += 1) {
      await sleep(30);
      await terminal.type(Buffer.from('x'));
    }
    expect(terminal.signal.aborted).toBe(false);
    expect(await terminal.ended).toMatchObject({ reason: 'idle', bytesIn: 4 });
    expect(viewer.told.at(-1)).toMatchObject({ type: 'exit', reason: 'idle' });
  });
});
