import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import type { ModelAnswer } from '#shared/domain/api-answers.ts'
import { call, ended, invoke, put, until, type Walk, type Way } from './walk.ts'

/** A `switch` section whose latest occasion says how the line is to serve; another one brought it home before. */
function since(walk: Walk, to: 'parked' | 'serverless' | 'instances') {
  const time = (minutesAgo: number) => {
    const then = new Date(walk.loop.service.kernel.clock.now() - minutesAgo * 60_000)
    return `cron(${then.getUTCMinutes()} ${then.getUTCHours()} * * ? *)`
  }
  const away = to === 'instances' ? 'parked' : to
  const [last, before] = to === 'instances' ? ['instances', away] : [away, 'instances']
  const times = `[{ name: a, cron: '${time(9)}', to: ${before} }, { name: b, cron: '${time(3)}', to: ${last} }]`
  return `\nswitch: { production: false, times: ${times} }\n`
}

const switching = (walk: Walk, to: 'parked' | 'serverless' | 'instances') => (manifest: string) => {
  const settings = to === 'serverless' ? '\n  serverless: { memory: 1GB }' : ''
  return manifest.replace('mode: realtime', `mode: realtime${settings}`).replace(/\n*$/, since(walk, to))
}

const served = (walk: Walk, how: string) =>
  until(walk, async () => {
    const { switched, rollout } = await walk.loop.api.request<ModelAnswer>('GET', ['models', walk.model])
    expect([switched?.to ?? 'home', rollout]).toEqual([how, undefined])
  })

/** Uploads the line's manifest, changed, as whoever has no API would. */
async function upload(walk: Walk, edit: (manifest: string) => string) {
  const { loop, model } = walk
  const folder = join(projectRoot, 'test/e2e/lines/penguins')
  await loop.put(`models/${model}/prepare.sql`, readFileSync(join(folder, 'prepare.sql')))
  await loop.put(
    `models/${model}/model.yaml`,
    edit(readFileSync(join(folder, 'model.yaml'), 'utf8').replaceAll('penguins', model)),
  )
}

/** Ways by which the clock changes how a line serves. */
export const WAYS_OF_SWITCHING: Record<string, Way> = {
  async 'a line is parked by its clock, wakes by one manifest and is parked by another'(walk) {
    await walk.loop.apply(walk.model, switching(walk, 'parked'))
    await put(walk, 'first')
    await ended(walk, 1)
    await invoke(walk, 'onScalingSchedule', { model: walk.model, scheduledTime: new Date().toISOString() })
    await served(walk, 'parked')
    await walk.loop.apply(walk.model, switching(walk, 'instances'))
    await served(walk, 'home')
    await upload(walk, switching(walk, 'parked'))
    await served(walk, 'parked')
    await upload(walk, (manifest) => manifest)
    await served(walk, 'home')
  },

  async 'a line that scales is parked, and scales again when it is back'(walk) {
    const { loop, model } = walk
    const steps = 'steps: [{ metric: latency, above: 900, add: 1 }]'
    const scaling = `scale: { max: 2, target: { metric: invocationsPerInstance, value: 7000 }, ${steps} }`
    const scaled = (edit: (manifest: string) => string) => (manifest: string) => `${edit(manifest)}\n${scaling}\n`
    await loop.apply(
      model,
      scaled((manifest) => manifest),
    )
    await put(walk, 'first')
    await ended(walk, 1)
    await loop.apply(model, scaled(switching(walk, 'parked')))
    await served(walk, 'parked')
    await loop.apply(
      model,
      scaled((manifest) => manifest),
    )
    await served(walk, 'home')
  },

  async 'a line is served serverless, goes back meanwhile, and is served by instances again'(walk) {
    const { loop, model } = walk
    await loop.apply(model)
    await put(walk, 'first')
    await ended(walk, 1)
    await put(walk, 'second')
    await ended(walk, 2)
    await loop.apply(model, switching(walk, 'serverless'))
    await served(walk, 'serverless')
    await loop.api.request('POST', ['models', model, 'rollback'], { reason: 'late since noon' })
    await until(walk, async () => {
      const { switched, champion } = await loop.api.request<ModelAnswer>('GET', ['models', model])
      expect([champion?.version, switched?.version]).toEqual([1, 1])
    })
    await loop.apply(model)
    await served(walk, 'home')
  },

  async 'a line is parked and woken by hand'(walk) {
    const { loop, model } = walk
    await loop.apply(model, (manifest) => `${manifest}\nswitch: { production: false }\n`)
    await put(walk, 'first')
    await ended(walk, 1)
    await loop.api.request('POST', ['models', model, 'switch'], { to: 'parked' })
    await served(walk, 'parked')
    await loop.api.request('POST', ['models', model, 'switch'], { to: 'home' })
    await served(walk, 'home')
  },

  async 'a line cannot follow another one, and somebody is told'(walk) {
    const { loop, model } = walk
    const leader = `${model}-lead`
    await loop.apply(leader, switching(walk, 'serverless'))
    await loop.apply(model)
    await put(walk, 'first')
    await ended(walk, 1)
    await loop.apply(model, (manifest) => `${manifest}\nswitch: { production: false, follow: ${leader} }\n`)
    await until(walk, async () =>
      expect((await loop.decisions(model)).some(({ decision }) => decision === 'not switched')).toBe(true),
    )
    await until(walk, async () => {
      const stateMachineArn = loop.service.kernel.arn('states', 'stateMachine:trimtab-dev-switch')
      const { executions } = await call(walk, 'stepfunctions', 'ListExecutions', { stateMachineArn })
      const [own] = executions.filter(({ name }: { name: string }) => name.startsWith(`${model}-2`))
      expect(own?.status).toBe('FAILED')
    })
  },
}
