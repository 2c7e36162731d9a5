import { AwsError } from '../../kernel/aws-error.ts'

/** Start of a period (epoch ms) -> value; missing where there is none. */
export type Series = ReadonlyMap<number, number>

/** What an expression yields: a number, a time series, several of them, or text that is an argument. */
export type Value = number | Series | Series[] | string

export interface MathContext {
  /** Starts of all periods of the window, oldest first. */
  grid: readonly number[]
  /** Seconds of one period of a query. */
  periodOf(id: string): number
  /** What another query of the request yields. */
  query(id: string): Value
  /** The ids of the metrics of the request, without its expressions. */
  metricIds: readonly string[]
}

export const isSeries = (value: Value): value is Series => value instanceof Map

export const mapSeries = (series: Series, change: (value: number, at: number) => number): Series =>
  new Map([...series].map(([at, value]) => [at, change(value, at)]))

export const refuse = (message: string) => new AwsError('ValidationError', `Error in expression: ${message}`)
