import { agentOf, LABELS } from '@nora/runtime-adapters/docker-specs';
import type { Engine } from './engine';
import { Refusal } from './refusal';
import { type Json, objectIn } from './shape';

const WHOLE_ID = /^[0-9a-f]{64}$/;
const MOST_REMEMBERED = 10_000;

/** Kinds of the engine's objects, by their place in its API. */
export type Kind = 'containers' | 'networks' | 'volumes';

/**
 * Whether objects of the engine belong to the installation, as the engine tells it now. Labels never change, so the
 * answer for a whole id is kept; a name may be another object's a moment later and is asked for each time.
 */
export class Ownership {
  private readonly own = new Set<string>();

  constructor(
    private readonly engine: Engine,
    private readonly installationId: string,
  ) {}

  /**
   * The whole id of a container or network of the installation, the name of a volume.
   * @throws Refusal 404 when there is none, 403 when it is somebody else's
   */
  async require(kind: Kind, reference: string): Promise<string> {
    if (this.remembers(kind, reference)) return reference;
    const found = await this.look(kind, reference);
    if (!this.isOwn(found)) throw new Refusal(`This is none of this installation's ${kind}.`);
    return this.identityOf(kind, found);
  }

  /**
   * The id of a command in a container of the installation.
   * @throws Refusal 404, 403
   */
  async requireExec(id: string): Promise<string> {
    if (!WHOLE_ID.test(id)) throw new Refusal('This is no id of a command.');
    if (this.own.has(`exec/${id}`)) return id;
    const found = objectIn(await this.engine.find(`/exec/${id}/json`));
    const container = found['ContainerID'];
    if (typeof container !== 'string') throw new Refusal('No such exec instance.', 404);
    await this.require('containers', container);
    this.remember(`exec/${id}`);
    return id;
  }

  /**
   * The whole id of the container with a name, whosesoever it is.
   * @throws Refusal 404
   */
  async idOf(name: string): Promise<string> {
    return this.identityOf('containers', await this.look('containers', name));
  }

  /** Whether the engine has an image. */
  async hasImage(name: string): Promise<boolean> {
    return (await this.engine.find(`/images/${name}/json`)) !== null;
  }

  /** Whether an object, as the engine shows it, is the installation's. */
  isOwn(found: Json): boolean {
    const labels = objectIn(found['Labels'] ?? objectIn(found['Config'])['Labels']);
    return Object.hasOwn(labels, LABELS.installation) && labels[LABELS.installation] === this.installationId;
  }

  /** Whether a name is one that only the installation would give. */
  isOwnName(name: unknown): boolean {
    return typeof name === 'string' && agentOf(this.installationId, name.replace(/^\//, '')) !== null;
  }

  private async look(kind: Kind, reference: string): Promise<Json> {
    const found = await this.engine.find(`/${kind}/${reference}${kind === 'containers' ? '/json' : ''}`);
    if (found === null) throw new Refusal(`No such ${kind.slice(0, -1)}: ${reference}`, 404);
    return objectIn(found);
  }

  private identityOf(kind: Kind, found: Json): string {
    const identity = kind === 'volumes' ? found['Name'] : found['Id'];
    if (typeof identity !== 'string') throw new Refusal('The engine did not say what this is.', 502);
    if (WHOLE_ID.test(identity) && this.isOwn(found)) this.remember(`${kind}/${identity}`);
    return identity;
  }

  private remembers(kind: Kind, reference: string): boolean {
    return WHOLE_ID.test(reference) && this.own.has(`${kind}/${reference}`);
  }

  private remember(key: string): void {
    if (this.own.size >= MOST_REMEMBERED) this.own.clear();
    this.own.add(key);
  }
}
