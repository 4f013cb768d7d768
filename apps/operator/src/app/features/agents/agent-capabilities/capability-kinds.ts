import type { IconName } from '@nora/ui';

/** The kinds of facts, in the order in which they are offered. */
export const KINDS = ['models', 'tools', 'skills', 'channels', 'jobs', 'usage'] as const;
export type Kind = (typeof KINDS)[number];

interface KindWords {
  label: string;
  icon: IconName;
  /** What the list shows. */
  meaning: string;
  /** Heading and reason of an empty list. */
  none: string;
  why: string;
  /** True where it is set up in the pages of the runtime. */
  elsewhere: boolean;
}

export const KIND_WORDS: Readonly<Record<Kind, KindWords>> = {
  models: {
    ...{ label: 'Models', icon: 'smart_toy', elsewhere: true },
    meaning: 'The models that a conversation with the agent can use.',
    none: 'No models',
    why: 'The runtime is configured for none, so nothing answers.',
  },
  tools: {
    ...{ label: 'Tools', icon: 'bolt', elsewhere: true },
    meaning: 'The tools that the runtime knows. Its configuration says which a conversation may use.',
    none: 'No tools',
    why: 'The runtime knows none: the agent can talk and nothing else.',
  },
  skills: {
    ...{ label: 'Skills', icon: 'stacks', elsewhere: true },
    meaning: 'What the agent has instructions for, and what keeps the others from being used.',
    none: 'No skills',
    why: 'Nobody has written instructions for the agent.',
  },
  channels: {
    ...{ label: 'Channels', icon: 'chat', elsewhere: true },
    meaning: 'The accounts by which people reach the agent outside Nora.',
    none: 'No channels',
    why: 'People reach the agent through Nora alone. A channel is set up in the runtime’s own pages.',
  },
  jobs: {
    ...{ label: 'Jobs', icon: 'schedule', elsewhere: true },
    meaning: 'What the runtime does by its own clock, beside the schedules of Nora.',
    none: 'No jobs',
    why: 'The runtime does nothing by its own clock. The schedules of Nora are a tab further on.',
  },
  usage: {
    ...{ label: 'Usage', icon: 'bar_chart', elsewhere: false },
    meaning: 'Tokens and cost of the last 30 days, as the runtime counts them.',
    none: 'Nothing used',
    why: 'No model has answered in the last 30 days.',
  },
};

/** The kind of an address; the first one where it names none that there is. */
export function kindOf(text: string | undefined): Kind {
  return KINDS.find((kind) => kind === text) ?? 'models';
}
