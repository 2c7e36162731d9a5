import { expect, it } from 'vitest'
import { leftTraffic } from '#shared/domain/left-traffic.ts'

const own = ['run-config-1', 'run-config-2']
const serving = (configName: string, status = 'InService') => ({ status, configName })

it('is stray when the config of a run that failed serves, whichever attempt made it, or failed to come up', () => {
  expect(leftTraffic(serving('run-config-2'), own, 'champion')).toBe('stray')
  expect(leftTraffic(serving('run-config-1'), own, undefined)).toBe('stray')
  expect(leftTraffic(serving('run-config-1', 'Failed'), own, undefined)).toBe('stray')
})

it('is settled when the champion serves, something that is not of the run, or nothing', () => {
  expect(leftTraffic(serving('champion'), own, 'champion')).toBe('settled')
  expect(leftTraffic(serving('made by hand'), own, 'champion')).toBe('settled')
  expect(leftTraffic(undefined, own, 'champion')).toBe('settled')
})

it('is settled when the run crowned its version before it broke', () => {
  expect(leftTraffic(serving('run-config-1'), own, 'run-config-1')).toBe('settled')
})

it.each(['Creating', 'Updating', 'RollingBack', 'Deleting'])('cannot be told while the endpoint is %s', (status) => {
  expect(leftTraffic(serving('champion', status), own, 'champion')).toBe('moving')
})
