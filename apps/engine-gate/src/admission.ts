import type { EngineGateSettings } from '@nora/config';
import { sizeProbeOptions } from '@nora/runtime-adapters/docker-specs';
import type { Call } from './call';
import { type Installation, RUNTIME_IMAGE } from './creations';
import type { Ownership } from './ownership';
import { Refusal } from './refusal';
import { type Place, type Route, ROUTES } from './routes';
import { parseTarget, type Target, writeTarget } from './target';

/** A call that may go on as far as its first line tells. */
export interface Admitted {
  route: Route;
  call: Call;
  /** For the engine, written by the gate. */
  target: string;
}

/** Finds the route of a call and proves that what it names belongs to the installation. */
export class Admission {
  private readonly routes: readonly Route[];

  constructor(
    profile: EngineGateSettings['profile'],
    private readonly installation: Installation,
    private readonly ownership: Ownership,
  ) {
    this.routes = ROUTES.filter(({ profiles }) => profiles.includes(profile));
  }

  /** @throws Refusal, EngineUnreachable */
  async admit(method: string, url: string): Promise<Admitted> {
    const target = parseTarget(url);
    const route = this.routes.find((one) => one.method === method && matches(one, target.segments));
    if (!route) throw new Refusal('This gate lets no such call through.');
    const query = admittedQuery(route, target);
    const call = { query, installation: this.installation, ownership: this.ownership };
    const path = await this.resolvedPath(route, target.segments);
    await route.check?.(call);
    return { route, call, target: writeTarget(target.version, path, query) };
  }

  private async resolvedPath(route: Route, segments: string[]): Promise<string> {
    const places = placesOf(route);
    let path = '';
    for (const [index, segment] of segments.entries()) {
      const place = places[index] ?? '';
      path += `/${isPlace(place) ? await this.resolved(place, segment) : place}`;
    }
    return path;
  }

  private async resolved(place: Place, given: string): Promise<string> {
    switch (place) {
      case '{container}':
        return this.ownership.require('containers', given);
      case '{network}':
        return this.ownership.require('networks', given);
      case '{volume}':
        return this.ownership.require('volumes', given);
      case '{exec}':
        return this.ownership.requireExec(given);
      case '{named}':
        return given;
      case '{image}':
        if (RUNTIME_IMAGE.test(`nora/${given}`)) return given;
        throw new Refusal('The image is none that runtimes are made from.');
      case '{probe}':
        if (given === sizeProbeOptions(this.installation.installationId).Name) return given;
        throw new Refusal('This gate lets no such call through.');
    }
  }
}

function matches(route: Route, segments: string[]): boolean {
  const places = placesOf(route);
  return (
    places.length === segments.length &&
    places.every((place, index) => isPlace(place) || place === segments[index])
  );
}

function placesOf({ path }: Route): string[] {
  return path.slice(1).split('/');
}

function isPlace(place: string): place is Place {
  return place.startsWith('{');
}

/** @throws Refusal */
function admittedQuery(
  { query: known = {}, lenient = false }: Route,
  { query }: Target,
): Record<string, string> {
  const admitted: Record<string, string> = {};
  for (const [name, value] of query) {
    const form = Object.hasOwn(known, name) ? known[name] : undefined;
    if (form?.test(value)) admitted[name] = value;
    else if (form || !lenient)
      throw new Refusal(`The parameter ${name.slice(0, 40)} is not what Nora sends.`);
  }
  return admitted;
}
