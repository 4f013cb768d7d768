import type { StatusLook } from '@nora/ui';

import type { QueueName, QueueSelection, QueueState } from './queue-jobs.store';

/** How a state of jobs is shown. */
export interface QueueStateWords {
  look: StatusLook;
  /** Over the list of its jobs. */
  heading: string;
  /** What it is to be in this state. */
  meaning: string;
  /** Where there is no such job. */
  none: string;
}

export const QUEUE_STATES: readonly QueueState[] = ['waiting', 'delayed', 'active', 'failed', 'completed'];

export const QUEUE_STATE_WORDS: Readonly<Record<QueueState, QueueStateWords>> = {
  waiting: {
    look: { icon: 'schedule', word: 'Waiting', tone: 'queued' },
    heading: 'Waiting jobs',
    meaning: 'Jobs wait here until a worker has a hand free.',
    none: 'Nothing waits',
  },
  delayed: {
    look: { icon: 'history', word: 'Delayed', tone: 'warning' },
    heading: 'Delayed jobs',
    meaning:
      'After a fault that may pass, work rests before it is tried again: a few seconds at first, five minutes at most.',
    none: 'Nothing is delayed',
  },
  active: {
    look: { icon: 'progress_activity', word: 'Active', tone: 'deploying', busy: true },
    heading: 'Active jobs',
    meaning: 'Jobs that a worker has in hand are shown here.',
    none: 'Nothing is being worked on',
  },
  failed: {
    look: { icon: 'error', word: 'Failed', tone: 'failed' },
    heading: 'Dead letters',
    meaning:
      'A dead letter is work that failed for good: its attempts are used up, or another would end the same way. It stays here with its error until somebody retries or discards it.',
    none: 'No dead letters',
  },
  completed: {
    look: { icon: 'check_circle', word: 'Done', tone: 'running' },
    heading: 'Done jobs',
    meaning: 'The latest done jobs of every queue are kept here.',
    none: 'Nothing done yet',
  },
};

/** What each queue carries. */
export const QUEUE_LABELS: Readonly<Record<QueueName, string>> = {
  deployments: 'Deployments',
  'clawhub-jobs': 'Skill installs',
  backups: 'Backups',
  'alert-deliveries': 'Alert deliveries',
};

/** The jobs that an address names: the dead letters, and those of deployments, when it names none. */
export function parseSelection(queue: string | undefined, state: string | undefined): QueueSelection {
  return {
    queue: isQueueName(queue) ? queue : 'deployments',
    state: QUEUE_STATES.find((known) => known === state) ?? 'failed',
  };
}

function isQueueName(text: string | undefined): text is QueueName {
  return text !== undefined && Object.hasOwn(QUEUE_LABELS, text);
}
