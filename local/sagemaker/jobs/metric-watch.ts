import type { MetricData } from '@aws-sdk/client-sagemaker'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Reporting } from '../platform-role.ts'
import type { Stored } from '../records.ts'

/** Reads metrics from a training job's log lines: the first group of each definition's expression is the value. */
export class MetricWatch {
  readonly #kernel: Kernel
  readonly #job: string
  readonly #published: boolean
  readonly #definitions: { name: string; pattern: RegExp }[]
  readonly #last = new Map<string, Stored<MetricData>>()

  constructor(kernel: Kernel, job: string, { metrics }: Reporting, definitions: { name: string; regex: string }[]) {
    this.#kernel = kernel
    this.#job = job
    this.#published = metrics
    this.#definitions = definitions.map(({ name, regex }) => ({ name, pattern: new RegExp(regex) }))
  }

  line(text: string): void {
    for (const { name, pattern } of this.#definitions) {
      const value = Number(pattern.exec(text)?.[1] ?? Number.NaN)
      if (Number.isNaN(value)) continue
      this.#last.set(name, { MetricName: name, Value: value, Timestamp: this.#kernel.clock.now() })
      if (!this.#published) continue
      this.#kernel.metric({
        namespace: '/aws/sagemaker/TrainingJobs',
        name,
        dimensions: { TrainingJobName: this.#job },
        value,
        unit: 'None',
      })
    }
  }

  /** The last value of each. */
  final(): Stored<MetricData>[] {
    return [...this.#last.values()]
  }
}
