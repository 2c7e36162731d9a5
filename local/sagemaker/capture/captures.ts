import type { Kernel } from '../../kernel/kernel.ts'
import type { Variant } from '../endpoints/deployment.ts'
import { CaptureBuffer } from './capture-buffer.ts'
import type { CapturedExchange } from './captured-exchange.ts'

/** What endpoints were asked and answered, on its way to S3, by the variant of the fleet that answered. */
export class Captures {
  readonly #kernel: Kernel
  readonly #buffers = new Map<Variant, CaptureBuffer>()

  constructor(kernel: Kernel) {
    this.#kernel = kernel
  }

  /** Keeps an exchange, if the variant's config asks for it and its share chooses it. */
  take(endpointName: string, variant: Variant, exchange: CapturedExchange): void {
    if (!variant.capture?.EnableCapture) return
    let buffer = this.#buffers.get(variant)
    if (!buffer) {
      buffer = new CaptureBuffer(this.#kernel, endpointName, variant)
      this.#buffers.set(variant, buffer)
    }
    buffer.add(exchange)
  }

  /** Writes what there is; nothing that was captured is lost in an orderly stop. */
  async close(): Promise<void> {
    await Promise.all([...this.#buffers.values()].map((buffer) => buffer.flush()))
  }
}
