import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { trigger } from '#shared/domain/trigger.ts'
import { apiRequest, callerOf } from '#shared/events/api-request.ts'
import { codeDetail, codePushed } from '#shared/events/code-pushed.ts'
import { endpointChanged } from '#shared/events/endpoint-changed.ts'
import { dataDetail, objectCreated } from '#shared/events/object-created.ts'
import { runEnded, runOf } from '#shared/events/run-ended.ts'
import { scalingSchedule } from '#shared/events/scaling-schedule.ts'
import { scheduleFired } from '#shared/events/schedule-fired.ts'
import { sweep } from '#shared/events/sweep.ts'
import { wake, wakeBatch } from '#shared/events/wake.ts'
import { event } from '#test/support/event.ts'

const schemas = {
  s3: objectCreated,
  ecr: codePushed,
  codepipeline: codePushed,
  states: runEnded,
  sagemaker: endpointChanged,
  sqs: wakeBatch,
  apigateway: apiRequest,
}

describe('every payload in events/ is what its function takes', () => {
  const folder = new URL('../../../events/', import.meta.url)
  const cases = Object.entries(schemas).flatMap(([service, schema]) =>
    readdirSync(new URL(service, folder)).map((file) => [`${service}/${file.replace('.json', '')}`, schema] as const),
  )
  it.each(cases)('%s', (name, schema) => {
    expect(schema.safeParse(event(name)).error).toBeUndefined()
  })
  it('and there are some of each service', () => {
    expect(cases.length).toBeGreaterThan(12)
  })
})

describe('an object that was created', () => {
  it('keeps its key as it is, blanks, umlauts and plus signs too', () => {
    const { key } = dataDetail(objectCreated.parse(event('s3/object-created-odd-key')))
    expect(key).toBe('data/flight-delay/2001-01/Länder & Flüge (März) +1.parquet')
  })

  it('is the same trigger whenever it is delivered, and another one when the object changes', () => {
    const first = event('s3/object-created')
    const again = { ...event('s3/object-created'), id: 'another delivery', time: '2026-03-04T09:00:00Z' }
    const changed = event('s3/object-created')
    changed.detail.object.sequencer = '00617F08299329D18A'
    const ids = [first, again, changed].map((payload) => {
      const parsed = objectCreated.parse(payload)
      return trigger('data', 'm', parsed.time, dataDetail(parsed)).id
    })
    expect(ids[1]).toBe(ids[0])
    expect(ids[2]).not.toBe(ids[0])
  })

  it('without a sequencer is refused, since nothing tells its deliveries apart then', () => {
    const payload = event('s3/object-created')
    delete payload.detail.object.sequencer
    expect(objectCreated.safeParse(payload).success).toBe(false)
  })
})

describe('code that was pushed', () => {
  it('is told by repository, tag and digest', () => {
    expect(codeDetail(codePushed.parse(event('ecr/image-pushed')))).toEqual({
      repository: 'churn-training',
      tag: 'release',
      digest: 'sha256:7f5b2640fe6fb4f46592dfd3410c4a79dac4f89e4782432e0378abcd1234abcd',
    })
  })
  it('by digest alone has no tag', () => {
    expect(codeDetail(codePushed.parse(event('ecr/image-pushed-by-digest')))).not.toHaveProperty('tag')
  })
  it('is told by pipeline and execution', () => {
    const detail = codeDetail(codePushed.parse(event('codepipeline/execution-succeeded')))
    expect(detail).toEqual({ pipeline: 'churn', executionId: '01234567-0123-0123-0123-012345678901' })
  })
  it('is not an image that was deleted', () => {
    const payload = event('ecr/image-pushed')
    payload.detail['action-type'] = 'DELETE'
    expect(codePushed.safeParse(payload).success).toBe(false)
  })
})

describe('a run that ended', () => {
  it('is named by the input of its execution', () => {
    expect(runOf(runEnded.parse(event('states/execution-failed')))).toEqual({
      model: 'flight-delay',
      run: 'flight-delay-20260304t050607-665065f5',
    })
  })
  it.each([null, '', '{', '{"run":"r"}', '[]'])('cannot be named by an input of %j', (input) => {
    const payload = event('states/execution-succeeded')
    payload.detail.input = input
    expect(runOf(runEnded.parse(payload))).toBeUndefined()
  })
})

describe('our own messages', () => {
  it('of a wake-up is found in the batch that SQS delivers', () => {
    const [record] = wakeBatch.parse(event('sqs/wake')).Records
    expect(wake.parse(JSON.parse(record!.body))).toEqual({ model: 'flight-delay', at: '2026-03-04T05:11:07.000Z' })
  })
  it('of a schedule carries the time for which it was due', () => {
    expect(scheduleFired.parse(event('scheduler/line-schedule')).scheduledTime).toBe('2026-03-04T03:00:00Z')
    expect(scalingSchedule.parse(event('scheduler/switch')).model).toBe('flight-delay')
    expect(sweep.parse(event('scheduler/sweep')).scheduledTime).toBe('2026-03-04T05:05:00Z')
  })
})

describe('a request to the API', () => {
  it('names who signed it', () => {
    const request = apiRequest.parse(event('apigateway/request-run'))
    expect(callerOf(request)).toBe('arn:aws:iam::111122223333:user/ana')
  })
})
