import { expect, it } from 'vitest'
import { endpointOutcome, lostEndpoint } from '#shared/domain/endpoint-outcome.ts'

const wanted = { configName: 'new', until: '2026-03-04T06:00:00.000Z' }
const early = '2026-03-04T05:30:00.000Z'
const late = '2026-03-04T06:00:01.000Z'

it('serves once it is in service with the config that was wanted', () => {
  expect(endpointOutcome({ status: 'InService', configName: 'new' }, wanted, early)).toEqual({ outcome: 'serves' })
})

it('has been rolled back when it is in service with the config of before', () => {
  const outcome = endpointOutcome({ status: 'InService', configName: 'old', reason: 'alarm' }, wanted, early)
  expect(outcome).toMatchObject({ outcome: 'failed', error: 'EndpointRolledBack' })
  expect(outcome).toHaveProperty('reason', 'SageMaker went back to old, which serves, and gave up new: alarm')
})

it.each(['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'Deleting'])('waits while it is %s', (status) => {
  expect(endpointOutcome({ status, configName: 'old' }, wanted, early)).toEqual({ outcome: 'waits' })
})

it('is given up when it still moves after its time', () => {
  const outcome = endpointOutcome({ status: 'Updating', configName: 'old' }, wanted, late)
  expect(outcome).toMatchObject({ outcome: 'failed', error: 'EndpointTimeout' })
})

it('serves even when it came late', () => {
  expect(endpointOutcome({ status: 'InService', configName: 'new' }, wanted, late)).toEqual({ outcome: 'serves' })
})

it.each(['Failed', 'OutOfService', 'UpdateRollbackFailed'])('has failed when it is %s', (status) => {
  const outcome = endpointOutcome({ status, configName: 'new', reason: 'no ping' }, wanted, early)
  expect(outcome).toEqual({ outcome: 'failed', error: 'EndpointFailed', reason: `the endpoint is ${status}: no ping` })
})

it('has failed when there is none', () => {
  expect(endpointOutcome(undefined, wanted, early)).toMatchObject({ outcome: 'failed', error: 'EndpointFailed' })
})

it.each<[string, Parameters<typeof lostEndpoint>[0], string | undefined]>([
  ['serves', { status: 'InService', configName: 'judged' }, undefined],
  ['is on its way', { status: 'Updating', configName: 'other' }, undefined],
  ['is not there', undefined, 'somebody removed the endpoint'],
  ['is being removed', { status: 'Deleting', configName: 'judged' }, 'somebody removed the endpoint'],
  ['has failed', { status: 'Failed', configName: 'judged', reason: 'no ping' }, 'the endpoint is Failed: no ping'],
  [
    'serves something else',
    { status: 'InService', configName: 'other' },
    'somebody gave the endpoint another config: other serves, and not judged',
  ],
])('is lost, or not, when it %s', (_, endpoint, why) => {
  expect(lostEndpoint(endpoint, 'judged')).toBe(why)
})
