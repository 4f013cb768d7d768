import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { Background } from './background';
import { DeploymentQueue } from './deployment-queue';
import { LiveSettings } from './live-settings';
import { ModelKeys } from './model-keys';
import { Serving } from './serving';
import { SettingsEnvironment } from './settings-environment';

const SHARED = [Background, DeploymentQueue, LiveSettings, ModelKeys, Serving, SettingsEnvironment];

/** What every feature may ask for: settings, connections and what is built from them. */
@Global()
@Module({})
export class CoreModule {
  /** @param resources settings and connections */
  static with(resources: Provider[]): DynamicModule {
    const providers = [...resources, ...SHARED];
    return { module: CoreModule, providers, exports: providers };
  }
}
