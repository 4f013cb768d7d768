import type { Routes } from '@angular/router';

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
    path: '**',
    title: 'Not found · Nora',
    loadComponent: () => import('./not-found/not-found').then(({ NotFound }) => NotFound),
  },
];
