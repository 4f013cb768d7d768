import type { Agent, ChangedResources } from '@nora/data-access';

import type { ResourcesForm } from '../../deploy/deploy-form';

/** What of the form differs from the agent; null when nothing does. A disabled field changes nothing. */
export function changedResources(form: ResourcesForm, { resources }: Agent): ChangedResources | null {
  const { vcpu, ramMb, diskGb } = form.getRawValue();
  const changes: ChangedResources = {
    ...(vcpu === resources.vcpu ? {} : { vcpu }),
    ...(ramMb === resources.ramMb ? {} : { ramMb }),
    ...(form.controls.diskGb.disabled || diskGb === resources.diskGb ? {} : { diskGb }),
  };
  return Object.keys(changes).length > 0 ? changes : null;
}
