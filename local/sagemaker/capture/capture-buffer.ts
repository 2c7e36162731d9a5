import { randomUUID } from 'node:crypto'
import type { DataCaptureConfig } from '@aws-sdk/client-sagemaker'
import type { Timer } from '../../clock/clock.ts'
import { AwsError } from '../../kernel/aws-error.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Variant } from '../endpoints/deployment.ts'
import { patiently } from '../files/patiently.ts'
import { keyBelow, parseS3Uri, RoleS3 } from '../files/role-s3.ts'
import { mayReport } from '../platform-role.ts'
import type { Stored } from '../records.ts'
import { captureRecord } from './capture-record.ts'
import type { CapturedExchange } from './captured-exchange.ts'
import { sampler } from './sampler.ts'

const LONGEST_MS = 60_000
const HOUR_MS = 3_600_000
const LARGEST_BYTES = 4 * 1024 * 1024
/** What a record takes beside its bodies. */
const RECORD_BYTES = 256
/** Records that are written out in one go, before requests have their turn again. */
const AT_ONCE = 200

interface Kept {
  exchange: CapturedExchange
  at: number
}

/** What one variant's requests and answers were, until they are written to S3. */
export class CaptureBuffer {
  readonly #kernel: Kernel
  readonly #endpointName: string
  readonly #variant: Variant
  readonly #chosen: () => boolean
  readonly #writing = new Set<Promise<void>>()
  #kept: Kept[] = []
  #bytes = 0
  #timer: Timer | undefined

  constructor(kernel: Kernel, endpointName: string, variant: Variant) {
    this.#kernel = kernel
    this.#endpointName = endpointName
    this.#variant = variant
    this.#chosen = sampler(variant.capture!.InitialSamplingPercentage!)
  }

  /** Costs a request no more than a push: the lines are made when they are written. */
  add(exchange: CapturedExchange): void {
    if (!this.#chosen()) return
    this.#kept.push({ exchange, at: this.#kernel.clock.now() })
    this.#bytes += RECORD_BYTES + exchange.input.body.length + exchange.output.body.length
    this.#timer ??= this.#kernel.clock.after(LONGEST_MS, () => void this.flush())
    if (this.#bytes > LARGEST_BYTES) void this.flush()
  }

  /** Resolves when all that was captured until now is written, or could not be. */
  async flush(): Promise<void> {
    this.#timer?.cancel()
    this.#timer = undefined
    const kept = this.#kept
    this.#kept = []
    this.#bytes = 0
    if (kept.length > 0) {
      const writing = this.#kernel.clock.during(() => this.#write(kept))
      this.#writing.add(writing)
      void writing.finally(() => this.#writing.delete(writing))
    }
    await Promise.all(this.#writing)
  }

  /** A file for each hour. */
  async #write(kept: Kept[]): Promise<void> {
    const hours = Map.groupBy(kept, ({ at }) => Math.floor(at / HOUR_MS))
    await Promise.all([...hours.values()].map((records) => this.#writeHour(records)))
  }

  async #writeHour(records: Kept[]): Promise<void> {
    const { capture, name, container } = this.#variant
    const { DestinationS3Uri, KmsKeyId } = capture!
    const { bucket, key } = parseS3Uri(DestinationS3Uri!)!
    const first = new Date(records[0]!.at).toISOString()
    const file = `${first.slice(14, 23).replace(/[:.]/g, '-')}-${randomUUID()}.jsonl`
    const path = [this.#endpointName, name, first.slice(0, 13).replace(/[-T]/g, '/'), file].join('/')
    const body = await linesOf(records, capture!)
    try {
      await patiently(this.#kernel.clock, async () =>
        new RoleS3(this.#kernel, container.roleArn).put(bucket, keyBelow(key, path), body, {
          contentType: 'application/json',
          ...(KmsKeyId && { kmsKeyId: KmsKeyId }),
        }),
      )
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      this.#log(`${records.length} captured records were not written to ${DestinationS3Uri}: ${error.message}`)
    }
  }

  #log(line: string): void {
    const kind = `Endpoints/${this.#endpointName}`
    if (mayReport(this.#kernel, this.#variant.container.roleArn, 'Endpoints', kind).lines)
      this.#kernel.log(`/aws/sagemaker/${kind}`, `${this.#variant.name}/data-log`, line)
  }
}

async function linesOf(records: Kept[], config: Stored<DataCaptureConfig>): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let from = 0; from < records.length; from += AT_ONCE) {
    await new Promise((resolve) => setImmediate(resolve))
    const some = records.slice(from, from + AT_ONCE)
    parts.push(Buffer.from(some.map(({ exchange, at }) => `${captureRecord(config, exchange, at)}\n`).join('')))
  }
  return Buffer.concat(parts)
}
