import type { Timer } from '../clock/clock.ts'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Engine } from './engine.ts'
import { settingsOf } from './table-settings.ts'

/** AWS removes expired items within days; readers must not count on it. Here within the hour. */
const SWEEP_EVERY = 3_600_000

/** Removes expired items now and then, as long as some table has a time to live. */
export class TimeToLive {
  readonly #kernel: Kernel
  readonly #engine: Engine
  #timer: Timer | undefined

  constructor(kernel: Kernel, engine: Engine) {
    this.#kernel = kernel
    this.#engine = engine
  }

  /** Takes notice of tables that gained or lost their time to live. */
  arm(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    if (![...settingsOf(this.#kernel).values()].some((settings) => settings.timeToLive)) return
    this.#timer = this.#kernel.clock.after(SWEEP_EVERY, () => {
      this.#kernel.clock
        .during(() => this.sweep())
        .catch((error) => console.error('dynamodb: the sweep of expired items failed', error))
        .finally(() => this.arm())
    })
  }

  stop(): void {
    this.#timer?.cancel()
  }

  async sweep(): Promise<void> {
    for (const [table, { timeToLive }] of settingsOf(this.#kernel).entries())
      if (timeToLive) await this.#sweepTable(table, timeToLive)
  }

  async #sweepTable(TableName: string, attribute: string): Promise<void> {
    const now = String(Math.floor(this.#kernel.clock.now() / 1000))
    const expired = {
      ExpressionAttributeNames: { '#expiry': attribute },
      ExpressionAttributeValues: { ':now': { N: now }, ':number': { S: 'N' } },
    }
    const condition = 'attribute_type(#expiry, :number) AND #expiry < :now'
    const { Table } = await this.#engine.run('DescribeTable', { TableName })
    const keys: string[] = Table.KeySchema.map((key: any) => key.AttributeName)
    let ExclusiveStartKey: unknown
    do {
      const page = await this.#engine.run('Scan', {
        TableName,
        FilterExpression: condition,
        ...structuredClone({ ...expired, ExclusiveStartKey }),
      })
      for (const item of page.Items) {
        const Key = Object.fromEntries(keys.map((name) => [name, item[name]]))
        await this.#engine
          .run('DeleteItem', { TableName, Key, ConditionExpression: condition, ...structuredClone(expired) })
          .catch(unlessRenewed)
      }
      ExclusiveStartKey = page.LastEvaluatedKey
    } while (ExclusiveStartKey)
  }
}

function unlessRenewed(error: unknown): void {
  if (!(error instanceof AwsError && error.code === 'ConditionalCheckFailedException')) throw error
}
