import type { Routes } from '@angular/router';

import type { LinkPage } from './links/link-tokens';
import { takeToken } from './links/take-token.guard';
import { takeReturned } from './oauth-return/returned';

/** A link that is opened while its page is there only changes the fragment; it is taken all the same. */
const fromLink = (path: LinkPage) => ({
  ...{ path, canActivate: [takeToken(path)] },
  runGuardsAndResolvers: 'always' as const,
});

export const routes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    title: 'Nora · run your own agents',
    loadComponent: () => import('./landing/landing').then(({ Landing }) => Landing),
  },
  {
    path: 'claim',
    title: 'Claim this server · Nora',
    loadComponent: () => import('./claim/claim').then(({ Claim }) => Claim),
  },
  {
    path: 'login',
    title: 'Log in · Nora',
    loadComponent: () => import('./login/login').then(({ Login }) => Login),
  },
  {
    path: 'sign-up',
    title: 'Sign up · Nora',
    loadComponent: () => import('./sign-up/sign-up').then(({ SignUp }) => SignUp),
  },
  {
    path: 'forgot-password',
    title: 'Forgot your password? · Nora',
    loadComponent: () =>
      import('./forgot-password/forgot-password').then(({ ForgotPassword }) => ForgotPassword),
  },
  {
    ...fromLink('reset-password'),
    title: 'Choose a new password · Nora',
    loadComponent: () => import('./reset-password/reset-password').then(({ ResetPassword }) => ResetPassword),
  },
  {
    ...fromLink('verify-email'),
    title: 'Confirm your e-mail address · Nora',
    loadComponent: () => import('./verify-email/verify-email').then(({ VerifyEmail }) => VerifyEmail),
  },
  {
    ...fromLink('invitation'),
    title: 'Join a workspace · Nora',
    loadComponent: () => import('./invitation/invitation').then(({ Invitation }) => Invitation),
  },
  {
    path: 'oauth/:provider',
    title: 'Logging in · Nora',
    canActivate: [takeReturned],
    loadComponent: () => import('./oauth-return/oauth-return').then(({ OauthReturn }) => OauthReturn),
  },
  {
    path: '**',
    title: 'Not found · Nora',
    loadComponent: () => import('./not-found/not-found').then(({ NotFound }) => NotFound),
  },
];
