import type { UserProblem } from '@nora/data-access';

/** What became of an upload. `exists`: something of that name is there, and nobody has said what to do. */
export type UploadState = 'waiting' | 'sending' | 'exists' | 'done' | 'failed' | 'cancelled';

/** One file on its way into an agent. */
export interface Upload {
  id: number;
  agentId: string;
  root: string;
  path: string;
  sizeBytes: number;
  /** Bytes that have gone; an attempt begins at the beginning. */
  sent: number;
  state: UploadState;
  /** Whether it may take the place of what is there. */
  replaces: boolean;
  /** Why it failed. */
  problem: UserProblem | null;
}

/** All uploads in one look. */
export interface UploadSummary {
  total: number;
  done: number;
  /** Waiting or being sent. */
  open: number;
  exists: number;
  failed: number;
  /** Of what is or was to be sent, in whole per cent. */
  percent: number;
}

/** True while there is something to wait for. */
export function isOpen({ state }: Upload): boolean {
  return state === 'waiting' || state === 'sending';
}

export function summaryOf(uploads: readonly Upload[]): UploadSummary {
  const count = (state: UploadState) => uploads.filter((upload) => upload.state === state).length;
  const counted = uploads.filter((upload) => isOpen(upload) || upload.state === 'done');
  // An empty file is sent as well: everything weighs at least one.
  const weight = ({ sizeBytes }: Upload) => Math.max(1, sizeBytes);
  const whole = counted.reduce((sum, upload) => sum + weight(upload), 0);
  const part = counted.reduce(
    (sum, upload) =>
      sum + (upload.state === 'done' ? weight(upload) : Math.min(upload.sent, upload.sizeBytes)),
    0,
  );
  return {
    total: uploads.length,
    done: count('done'),
    open: uploads.filter(isOpen).length,
    exists: count('exists'),
    failed: count('failed'),
    percent: whole === 0 ? 0 : Math.floor((100 * part) / whole),
  };
}

/** Says of many what a person wants to know of them. */
export function summaryWords({ total, done, open, exists, failed }: UploadSummary): string {
  const parts = [
    open > 0 ? `${done} of ${total} uploaded` : `${done} uploaded`,
    ...(exists > 0 ? [`${exists} ${exists === 1 ? 'exists' : 'exist'} already`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return parts.join(', ');
}
