/** Settings without rate limits: a benchmark asks for more in a minute than anybody should. */
export const UNLIMITED = {
  RATE_LIMIT_LOGINS: '0',
  RATE_LIMIT_SIGNUPS: '0',
  RATE_LIMIT_MAILS: '0',
  RATE_LIMIT_MUTATIONS: '0',
  RATE_LIMIT_REQUESTS: '0',
};
