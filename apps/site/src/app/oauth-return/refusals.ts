import type { OauthErrand, UserProblem } from '@nora/data-access';

/** What can be done after a return that led nowhere. */
export type ReturnAct = 'again' | 'log-in' | 'log-in-and-link' | 'settings';

/** Why nobody was signed in or linked, and the ways on; the first is the one to be taken. */
export interface Refusal {
  heading: string;
  text: string;
  acts: readonly ReturnAct[];
}

type Refuse = (provider: string) => Partial<Refusal> & Pick<Refusal, 'heading'>;

const REFUSALS: Readonly<Record<string, Refuse>> = {
  forbidden: (provider) => ({
    heading: `You called it off at ${provider}`,
    text: 'Nothing has changed here.',
  }),
  oauth_state_invalid: () => ({ heading: 'This sign-in is over' }),
  account_link_required: () => ({
    heading: 'You have an account here already',
    acts: ['log-in-and-link'],
  }),
  signup_disabled: (provider) => ({
    heading: 'Sign-up is closed',
    text: `No account here is linked with yours at ${provider}, and this server takes no new accounts by itself. Log in another way, or ask for an invitation.`,
    acts: ['log-in'],
  }),
  email_unverified: (provider) => ({ heading: `${provider} does not vouch for your address` }),
  invalid_credentials: () => ({ heading: 'This account cannot log in', acts: ['log-in'] }),
  not_found: () => ({ heading: 'This way in is not set up', acts: ['log-in'] }),
  identity_taken: (provider) => ({ heading: `Your account at ${provider} is linked elsewhere` }),
  conflict: (provider) => ({ heading: `You have linked ${provider} before` }),
  unauthenticated: () => ({
    heading: 'You were signed out meanwhile',
    text: 'Log in, and link the account in your settings once more.',
    acts: ['log-in-and-link'],
  }),
};

/** What to say of a return that was refused. A link is begun again in the settings, which ask for the password. */
export function refusalOf(problem: UserProblem, purpose: OauthErrand['purpose'], provider: string): Refusal {
  const usual: readonly ReturnAct[] = purpose === 'link' ? ['settings'] : ['again', 'log-in'];
  const { heading, text, acts } = REFUSALS[problem.code]?.(provider) ?? { heading: problem.title };
  return { heading, text: text ?? problem.detail, acts: acts ?? usual };
}
