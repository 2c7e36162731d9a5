import { type IncomingMessage, ServerResponse } from 'node:http'
import { killPoint } from '../faults/kill-point.ts'
import type { Kernel } from '../kernel/kernel.ts'

/**
 * An answer that is neither begun nor ended before the state that it tells of is on disk: acknowledged is durable. An
 * internal failure acknowledges nothing, and must get through when it is the disk that fails.
 */
export function durableResponse(kernel: Kernel): typeof ServerResponse {
  return class DurableResponse<Request extends IncomingMessage> extends ServerResponse<Request> {
    override writeHead(status: number, ...rest: any[]): this {
      if (status < 500) kernel.store.flush()
      return (super.writeHead as (...args: any[]) => this)(status, ...rest)
    }

    override end(...args: any[]): this {
      if (this.statusCode < 500) kernel.store.flush()
      killPoint()
      const ended = (super.end as (...args: any[]) => this)(...args)
      killPoint()
      return ended
    }
  }
}
