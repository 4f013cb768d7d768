import { InitialSchema1795444542820 } from './1795444542820-initial-schema';
/** Every migration, oldest first. */
export const MIGRATIONS = [InitialSchema1795444542820];
