import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import angular from 'angular-eslint';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { CIRCLES_OF_SPECS, DEPENDENCY_CONSTRAINTS } from './tools/lint/boundaries.mjs';
import { FENCES } from './tools/lint/fences.mjs';

const SERVER = [
  'apps/{api,provisioner-worker,backup-worker,engine-gate,runtime-sidecar,simulated-engine,cli,api-e2e,web-e2e}/**/*.ts',
  'libs/{shared,server}/**/*.ts',
];
const WEB = ['apps/{operator,admin,site}/**/*.ts', 'libs/web/**/*.ts'];

export default tseslint.config(
  {
    ignores: [
      '**/dist',
      '**/node_modules',
      '**/out-tsc',
      '**/.angular',
      '.nx',
      '.nora',
      'libs/web/api-client/src/lib',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.{mjs,cjs,js}'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        module: 'writable',
        require: 'readonly',
        __dirname: 'readonly',
        fetch: 'readonly',
        URL: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        setTimeout: 'readonly',
        performance: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.server.json', './tsconfig.web.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: [],
          allowCircularSelfDependency: true,
          ignoredCircularDependencies: CIRCLES_OF_SPECS,
          depConstraints: DEPENDENCY_CONSTRAINTS,
        },
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { inheritedMethods: false } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // A setting without a written type loses it in the OpenAPI document.
      '@typescript-eslint/no-inferrable-types': ['error', { ignoreProperties: true, ignoreParameters: true }],
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      eqeqeq: 'error',
    },
  },
  {
    // Nest and TypeORM read constructor and property types at run time: a type-only import would erase them.
    files: SERVER,
    rules: {
      '@typescript-eslint/consistent-type-imports': 'off',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only @nora/config reads the environment.' },
      ],
    },
  },
  {
    files: [
      'libs/server/config/**/*.ts',
      'apps/{cli,api-e2e,web-e2e,runtime-sidecar}/**/*.ts',
      '**/*.medium.spec.ts',
      '**/*.runtime.spec.ts',
      'libs/server/testing/**/*.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  ...FENCES,
  {
    files: WEB,
    extends: [...angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/prefer-on-push-component-change-detection': 'error',
      // Validators of forms are static and hand themselves over unbound, as Angular documents it.
      '@typescript-eslint/unbound-method': ['error', { ignoreStatic: true }],
      '@angular-eslint/component-selector': [
        'error',
        { type: 'element', prefix: 'nora', style: 'kebab-case' },
      ],
      '@angular-eslint/directive-selector': [
        'error',
        { type: 'attribute', prefix: 'nora', style: 'camelCase' },
      ],
    },
  },
  {
    files: ['**/*.spec.ts', 'apps/*-e2e/**/*.ts'],
    rules: {
      // Matchers and parsed answers are untyped; what a test asserts is checked when it runs.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.html'],
    extends: [...angular.configs.templateRecommended, ...angular.configs.templateAccessibility],
  },
  prettier,
);
