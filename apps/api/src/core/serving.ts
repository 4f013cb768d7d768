import type { Server } from 'node:http';
import { Injectable } from '@nestjs/common';

/** Whether this process wants requests. Before it stops it says that it does not, and is still asked for a while. */
@Injectable()
export class Serving {
  private wanted = true;

  get isWanted(): boolean {
    return this.wanted;
  }

  /** From now on readiness says no, and no connection is kept for another request. */
  leave(): void {
    this.wanted = false;
  }

  /**
   * Has each answer of a server close its connection after `leave`: a connection that is closed while it is not used
   * could be chosen for a request in the same moment, and that request would be lost.
   */
  watch(server: Server): void {
    server.prependListener('request', (_request, response) => {
      if (!this.wanted) response.shouldKeepAlive = false;
    });
  }
}
