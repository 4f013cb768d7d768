import { Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import type { Agent, Deployment } from '@nora/data-access';
import type { IconName } from '@nora/ui';

import { type LightState, lightsOf } from './lights';

const ICONS: Record<LightState, IconName> = {
  on: 'check_circle',
  off: 'cancel',
  waiting: 'schedule',
  unknown: 'remove',
};

/** Runtime, gateway, channel, model: what "running" is made of. */
@Component({
  selector: 'nora-agent-lights',
  imports: [MatIcon],
  templateUrl: './agent-lights.html',
  styleUrl: './agent-lights.scss',
})
export class AgentLights {
  readonly agent = input.required<Agent>();
  readonly deployments = input.required<readonly Deployment[]>();

  protected readonly lights = computed(() =>
    lightsOf(this.agent(), this.deployments()).map((light) => ({ ...light, icon: ICONS[light.state] })),
  );
}
