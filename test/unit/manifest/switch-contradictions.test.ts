import { describe, expect, test } from 'vitest'
import { ManifestInvalid } from '#shared/errors.ts'
import { parseManifest } from '#shared/manifest/parse-manifest.ts'
import { manifestText } from './manifest-text.ts'

const night = { name: 'night', cron: 'cron(0 19 ? * MON-FRI *)', timezone: 'Asia/Manila', to: 'parked' }
const morning = { name: 'morning', cron: 'cron(0 6 ? * MON-FRI *)', timezone: 'Asia/Manila', to: 'instances' }
const less = { ...night, to: 'serverless' }

function problems(section: object, deploy: object = {}): string[] {
  const changes = { switch: section, ...(Object.keys(deploy).length > 0 && { deploy }) }
  try {
    parseManifest(manifestText(changes))
    return []
  } catch (error) {
    if (!(error instanceof ManifestInvalid)) throw error
    return error.problems.map(({ path, expected }) => `${path}: ${expected}`)
  }
}

test('a switch section may only say that the line can be parked by hand', () => {
  expect(problems({ production: false })).toEqual([])
})

describe('a switch section that cannot be', () => {
  test.each<[string, object, string, object?]>([
    ['neither times nor whom to follow', {}, 'switch: exactly one of times and follow'],
    [
      'times beside whom to follow',
      { production: false, times: [night, morning], follow: 'stock' },
      'switch: exactly one of times and follow',
    ],
    ['a line that follows itself', { production: false, follow: 'churn' }, 'switch.follow: another model line'],
    [
      'production that is parked',
      { times: [night, morning] },
      'switch.times[0].to: switch.production: false; nobody is answered while the line is parked',
    ],
    [
      'production that is made anew',
      { times: [less, morning] },
      'switch.times[0].to: switch.production: false; no update takes an endpoint from instances to serverless, so that it is made anew',
      { serverless: { memory: '2GB' } },
    ],
    [
      'production that follows',
      { follow: 'stock' },
      'switch.follow: switch.production: false; who follows may be parked',
    ],
    [
      'a park without a wake',
      { production: false, times: [night] },
      'switch.times[0].to: another time with to: instances, which brings the line back',
    ],
    [
      'a wake that does not bring it home',
      { production: false, times: [night, { ...morning, to: 'serverless' }] },
      'switch.times[0].to: another time with to: instances, which brings the line back',
      { serverless: {} },
    ],
    [
      'serverless without its settings',
      { production: false, times: [less, morning] },
      'switch.times[0].to: deploy.serverless, with its memory and maxConcurrency',
    ],
    [
      'an asynchronous line without instances',
      { production: false, times: [less, morning] },
      'switch.times[0].to: parked or instances: no endpoint is both',
      { mode: 'async' },
    ],
    [
      'mode batch',
      { production: false, times: [night, morning] },
      'switch: no switch section: mode batch has no endpoint',
      { mode: 'batch', batch: { source: 'score/churn/' } },
    ],
    [
      'a cron that never fires',
      { production: false, times: [{ ...night, cron: 'cron(0 19 31 2 ? *)' }, morning] },
      'switch.times[0].cron: a day that there is: this one never comes',
    ],
    [
      'a rate',
      { production: false, times: [{ ...night, cron: 'rate(1 day)' }, morning] },
      'switch.times[0].cron: cron(…): what comes again and again at a rate has no time of its own',
    ],
    [
      'a zone that there is not',
      { production: false, times: [{ ...night, timezone: 'Asia/Manilla' }, morning] },
      'switch.times[0].timezone: an IANA time zone, such as Asia/Manila or UTC',
    ],
    [
      'a name twice',
      { production: false, times: [night, { ...morning, name: 'night' }] },
      'switch.times[1].name: each name once',
    ],
    [
      'two switches at one minute',
      { production: false, times: [night, { ...morning, cron: 'cron(0 11 ? * MON *)', timezone: 'UTC' }] },
      'switch.times[1]: another minute: night switches to parked at 2028-01-03T11:00 UTC too',
    ],
  ])('%s', (_, section, problem, deploy) => {
    expect(problems(section, deploy)).toContain(problem)
  })
})

describe('a switch section that can be', () => {
  test.each<[string, object, object?]>([
    ['a night parked', { production: false, times: [night, morning] }],
    ['a night serverless', { production: false, times: [less, morning] }, { serverless: { memory: '1GB' } }],
    [
      'instances by day of a serverless line',
      { production: false, times: [{ ...morning }, less] },
      { mode: 'serverless', serverless: {} },
    ],
    ['an asynchronous line parked', { production: false, times: [night, morning] }, { mode: 'async' }],
    ['a line that follows another one', { production: false, follow: 'stock' }],
    [
      'a line that follows one which turns serverless',
      { production: false, follow: 'stock' },
      { serverless: { memory: '3GB' } },
    ],
  ])('%s', (_, section, deploy) => {
    expect(problems(section, deploy)).toEqual([])
  })

  test('what a serverless night keeps from being captured is told', () => {
    const section = { production: false, times: [less, morning] }
    const { warnings } = parseManifest(manifestText({ switch: section, deploy: { serverless: {}, capture: {} } }))
    expect(warnings.map(({ path }) => path)).toContain('deploy.capture')
  })
})
