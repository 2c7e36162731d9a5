import { describe, expect, it } from 'vitest'
import type { VersionItem } from '#shared/domain/ledger-items.ts'
import { judgeResources, type LineFacts, type Resource, type ResourceKind } from '#shared/domain/leftovers.ts'

const now = '2026-03-20T00:00:00.000Z'
const version = (number: number, change: Partial<VersionItem> = {}) =>
  ({
    version: number,
    status: 'retired',
    modelName: `m${number}`,
    endpointConfigName: `c${number}`,
    createdAt: `2026-03-0${number}T00:00:00.000Z`,
    deployedAt: `2026-03-0${number}T01:00:00.000Z`,
    ...change,
  }) as VersionItem

const line = (change: Partial<LineFacts> = {}): LineFacts => ({
  line: { model: 'churn', champion: { version: 3 } as never },
  endpointName: 'trimtab-dev-churn',
  configs: ['c3'],
  versions: [
    version(3, { status: 'serving' }),
    version(2, { retiredAt: '2026-03-10T00:00:00.000Z' }),
    version(1, { retiredAt: '2026-03-02T00:00:00.000Z' }),
  ],
  retention: '14d',
  ...change,
})

function judge(kind: ResourceKind, name: string, facts: LineFacts = line(), createdAt = '2026-03-19T12:00:00.000Z') {
  return judgeResources([{ kind, name, createdAt } satisfies Resource], [facts], 'dev', now)[0]!
}

describe('what stands in SageMaker', () => {
  it.each<[ResourceKind, string, RegExp]>([
    ['endpoint', 'trimtab-dev-churn', /serves version 3/],
    ['endpoint-config', 'c3', /serves with it/],
    ['model', 'm3', /version 3 of churn serves/],
    ['model', 'm2', /kept 14d to go back to/],
    ['endpoint-config', 'c2', /kept 14d/],
  ])('%s %s stays, and it says why', (kind, name, why) => {
    expect(judge(kind, name)).toMatchObject({ sweep: false, model: 'churn', why: expect.stringMatching(why) })
  })

  it.each([
    ['is parked', { to: 'parked' }, /version 3 of churn is parked/],
    ['is served in another way', { to: 'serverless', configName: 'less' }, /version 3 of churn serves|serves with it/],
  ])('what a line comes back with stays for as long as it %s', (_, way, why) => {
    const switched = { away: true, since: now, version: 3, ...way } as never
    const champion = { version: 3, endpointConfigName: 'c3' } as never
    const away = line({ line: { model: 'churn', champion, switched }, configs: [], retention: '1d' })
    for (const [kind, name] of [['endpoint-config', 'c3'] as const, ['model', 'm3'] as const])
      expect(judge(kind, name, away)).toMatchObject({ sweep: false, why: expect.stringMatching(why) })
    if ('configName' in way) expect(judge('endpoint-config', 'less', away).why).toMatch(/serves with it/)
  })

  it.each<[ResourceKind, string]>([
    ['model', 'm1'],
    ['endpoint-config', 'c1'],
  ])('%s %s goes once its retention is over', (kind, name) => {
    expect(judge(kind, name)).toMatchObject({ sweep: true, until: '2026-03-16T00:00:00.000Z' })
  })

  it('is not swept from under a rollout, a run, or an endpoint that serves something else than the ledger says', () => {
    const busy = { rolloutLease: { rollout: 'r', takenAt: now, executionArn: 'arn' } }
    expect(judge('model', 'm1', line({ line: { model: 'churn', ...busy } }))).toMatchObject({ sweep: false })
    expect(judge('endpoint-config', 'c1', line({ configs: ['c1'] }))).toMatchObject({ sweep: false })
    expect(judge('model', 'm1', line({ configs: ['c1'] }))).toMatchObject({ sweep: false })
    const running = line({ line: { model: 'churn', lease: { run: 'churn-x', takenAt: now } } })
    expect(judge('model', 'trimtab-dev-churn-x-model-2', running, '2026-03-01T00:00:00.000Z')).toMatchObject({
      sweep: false,
      why: 'run churn-x is on',
    })
  })

  it('that nobody knows goes after a day, except an endpoint, which is told', () => {
    expect(judge('model', 'odd', line(), '2026-03-18T00:00:00.000Z')).toMatchObject({ sweep: true })
    expect(judge('model', 'odd')).toMatchObject({ sweep: false })
    const endpoint = judge('endpoint', 'trimtab-dev-gone', line(), '2026-01-01T00:00:00.000Z')
    expect(endpoint).toMatchObject({ sweep: false, why: expect.stringMatching(/no model line/) })
    expect(endpoint.model).toBeUndefined()
  })
})
