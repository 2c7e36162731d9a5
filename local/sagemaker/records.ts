import type {
  DescribeEndpointConfigOutput,
  DescribeEndpointOutput,
  DescribeModelOutput,
  DescribeModelPackageGroupOutput,
  DescribeModelPackageOutput,
  DescribeProcessingJobResponse,
  DescribeTrainingJobResponse,
  DescribeTransformJobResponse,
} from '@aws-sdk/client-sagemaker'

/** What Describe answers, with times as epoch milliseconds: as it is kept, and as events carry it. */
export type Stored<T> = T extends Date
  ? number
  : T extends readonly (infer Item)[]
    ? Stored<Item>[]
    : T extends object
      ? { [Key in keyof T]: Stored<T[Key]> }
      : T

export type TrainingJob = Stored<DescribeTrainingJobResponse>
export type ProcessingJob = Stored<DescribeProcessingJobResponse>
export type TransformJob = Stored<DescribeTransformJobResponse>
export type Model = Stored<DescribeModelOutput>
export type EndpointConfig = Stored<DescribeEndpointConfigOutput>
export type Endpoint = Stored<DescribeEndpointOutput>
export type ModelPackageGroup = Stored<DescribeModelPackageGroupOutput>
export type ModelPackage = Stored<DescribeModelPackageOutput>

/** The answer of a Describe: kept times become dates. Everything whose name ends in Time or Timestamp is one. */
export function described<T>(record: Stored<T>): T {
  return withTimes(record, (ms) => new Date(ms)) as T
}

/** A copy of a record with each of its times replaced. */
export function withTimes(value: unknown, replace: (ms: number) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withTimes(item, replace))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      typeof item === 'number' && /(Time|Timestamp)$/.test(name) ? replace(item) : withTimes(item, replace),
    ]),
  )
}
