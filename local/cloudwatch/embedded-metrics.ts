import type { MetricName } from './metric-store.ts'

export interface EmbeddedMetric extends MetricName {
  unit: string
  /** Epoch ms; undefined when the line does not say. */
  at: number | undefined
  values: number[]
  resolution: number
}

/** The metrics of a log line in CloudWatch's embedded metric format; none of any other line. */
export function embeddedMetrics(line: string): EmbeddedMetric[] {
  if (!line.includes('"_aws"')) return []
  const document = parse(line)
  const directives = document?._aws?.CloudWatchMetrics
  if (!Array.isArray(directives)) return []
  const { Timestamp } = document._aws
  const at = Number.isFinite(Timestamp) ? Timestamp : undefined
  return directives.flatMap(({ Namespace, Dimensions = [[]], Metrics = [] }: any) =>
    Dimensions.flatMap((names: string[]) =>
      Metrics.flatMap(({ Name, Unit = 'None', StorageResolution = 60 }: any): EmbeddedMetric[] => {
        const values = [document[Name]].flat().filter((value) => typeof value === 'number')
        if (values.length === 0 || !Namespace) return []
        const dimensions = Object.fromEntries(names.map((name) => [name, String(document[name])]))
        return [{ namespace: Namespace, name: Name, dimensions, unit: Unit, at, values, resolution: StorageResolution }]
      }),
    ),
  )
}

/** The line may have a time stamp and a level before the document. */
function parse(line: string): any {
  try {
    return JSON.parse(line.slice(line.indexOf('{')))
  } catch {
    return undefined
  }
}
