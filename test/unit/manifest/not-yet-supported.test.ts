import { expect, test } from 'vitest'
import { notYetSupported } from '#shared/manifest/not-yet-supported.ts'
import { manifestWith } from './manifest-text.ts'

const monitored = { deploy: { capture: {} }, watch: { dataQuality: { schedule: 'rate(1 hour)' } } }

test.each<[Record<string, unknown>, string]>([
  [{ 'data.format': 'avro' }, 'data.format: avro'],
  [{ 'data.minNewRows': 10 }, 'data.minNewRows'],
  [{ 'data.source': { athena: { database: 'a', query: 'select 1' } }, 'retrain.on': [] }, 'data.source: athena'],
  [{ 'prepare.sql': undefined, 'prepare.flow': 'prepare.flow' }, 'prepare.flow'],
  [{ prepare: { script: 'prepare.R', label: 'left' } }, 'prepare.runtime: r'],
  [{ prepare: { script: 'prepare.py', runtime: 'spark', label: 'left' } }, 'prepare.runtime: spark'],
  [{ 'prepare.count': 2 }, 'prepare.count: 2'],
  [{ features: { group: 'g', recordIdentifier: 'id', eventTime: 'at' } }, 'features'],
  [{ 'train.entryPoint': 'train.py' }, 'train.entryPoint'],
  [{ 'train.spot': { maxWait: '5h' } }, 'train.spot'],
  [{ compile: { targets: ['ml_c5'] } }, 'compile'],
  [monitored, 'watch'],
  [{ ...monitored, 'retrain.on': ['drift'] }, 'retrain.on: drift'],
  [{ 'security.vpc': { subnets: ['subnet-1'], securityGroups: ['sg-1'] } }, 'security.vpc'],
])('%j is refused by name', (changes, part) => {
  expect(notYetSupported(manifestWith(changes))).toContain(`${part} is not yet supported`)
})

test.each<[Record<string, unknown>]>([
  [{}],
  [{ 'data.format': 'parquet' }],
  [{ prepare: { script: 'prepare.mjs', label: 'left' } }],
  [{ prepare: { script: 'prepare.py', runtime: 'python', label: 'left' } }],
  [{ retrain: { on: ['schedule'], schedule: { expression: 'cron(0 18 ? * MON-FRI *)', timezone: 'Asia/Manila' } } }],
  [{ retrain: { on: ['data', 'code'], code: { pipeline: 'churn' } } }],
  [{ 'security.networkIsolation': true }],
  [{ deploy: { count: 2, capture: {}, alarms: ['late'], rollout: { type: 'canary', bake: '10m' } } }],
  [{ 'deploy.rollout': { type: 'judged', whenNewer: 'supersede' } }],
  [{ scale: { max: 2 } }],
  [{ 'deploy.mode': 'serverless' }],
  [{ 'deploy.mode': 'async' }],
  [{ deploy: { mode: 'batch', batch: { source: 'score/churn/' } } }],
])('%j can be planned as a whole', (changes) => {
  expect(notYetSupported(manifestWith(changes))).toEqual([])
})
