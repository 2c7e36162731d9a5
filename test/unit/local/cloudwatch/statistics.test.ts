import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addTo, emptyBucket, merged } from '#local/cloudwatch/bucket.ts'
import { embeddedMetrics } from '#local/cloudwatch/embedded-metrics.ts'
import { statisticOf } from '#local/cloudwatch/statistic.ts'

const bucketOf = (...values: number[]) => {
  const bucket = emptyBucket()
  addTo(bucket, { values: values.map((value) => [value, 1]) })
  return bucket
}

describe('a statistic', () => {
  it.each([
    ['SampleCount', 4],
    ['Sum', 10],
    ['Average', 2.5],
    ['Minimum', 1],
    ['Maximum', 4],
    ['p50', 2],
    ['p99.9', 4],
    ['p0', 1],
    ['p100', 4],
    // The lower limit is exclusive, the upper one inclusive.
    ['PR(:3)', 75],
    ['PR(2:)', 50],
    ['PR(1:3)', 50],
  ])('%s of 4, 1, 3, 2 is %d', (name, expected) => expect(statisticOf(name)(bucketOf(4, 1, 3, 2))).toBe(expected))

  it('knows no percentile of a summary', () => {
    const bucket = bucketOf(1)
    addTo(bucket, { count: 2, sum: 5, min: 2, max: 3 })
    expect(statisticOf('p90')(bucket)).toBeUndefined()
    expect(statisticOf('Average')(bucket)).toBe(2)
  })

  it('refuses what it does not know, by name', () => {
    for (const name of ['IQM', 'PR(:)', 'PR(50%:90%)']) expect(() => statisticOf(name)).toThrow(name)
  })

  it('is the same over merged buckets as over all values in one', () => {
    const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1 })
    fc.assert(
      fc.property(
        numbers,
        numbers,
        fc.constantFrom('Sum', 'Average', 'Minimum', 'Maximum', 'p25', 'p90'),
        (a, b, name) => {
          const together = statisticOf(name)(bucketOf(...a, ...b))!
          expect(statisticOf(name)(merged([bucketOf(...a), bucketOf(...b)])!)).toBeCloseTo(together, 9)
        },
      ),
    )
  })
})

describe('a log line in the embedded metric format', () => {
  const document = {
    _aws: {
      Timestamp: 1_767_225_600_000,
      CloudWatchMetrics: [
        {
          Namespace: 'Trimtab',
          Dimensions: [['line'], ['line', 'stage']],
          Metrics: [
            { Name: 'runs', Unit: 'Count' },
            { Name: 'ms', Unit: 'Milliseconds' },
          ],
        },
      ],
    },
    line: 'flight-delay',
    stage: 'dev',
    runs: 1,
    ms: [5, 7],
  }

  it('is a metric for each set of dimensions', () => {
    const found = embeddedMetrics(JSON.stringify(document))
    expect(found.map(({ name, dimensions, values }) => [name, dimensions, values])).toEqual([
      ['runs', { line: 'flight-delay' }, [1]],
      ['ms', { line: 'flight-delay' }, [5, 7]],
      ['runs', { line: 'flight-delay', stage: 'dev' }, [1]],
      ['ms', { line: 'flight-delay', stage: 'dev' }, [5, 7]],
    ])
  })

  it('may have a time stamp before it', () => {
    expect(embeddedMetrics(`2026-01-01T00:00:00Z\tid\tINFO\t${JSON.stringify(document)}`)).toHaveLength(4)
  })

  it.each(['plain text', '{"level":"INFO"}', '{"_aws": broken', '{"_aws":{}}'])('is nothing in %s', (line) => {
    expect(embeddedMetrics(line)).toEqual([])
  })
})
