import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ManifestInvalid, type ManifestProblem } from '#shared/errors.ts'
import { largestManifest, parseManifest } from '#shared/manifest/parse-manifest.ts'
import { manifestText, smallest } from './manifest-text.ts'

function problemsOf(text: string): ManifestProblem[] {
  try {
    parseManifest(text)
  } catch (error) {
    if (error instanceof ManifestInvalid) return error.problems
    throw error
  }
  throw new Error('the manifest was accepted')
}

function lineOf(text: string, part: string): number {
  return text.split('\n').findIndex((line) => line.includes(part)) + 1
}

describe('a sound manifest', () => {
  test('is filled with the defaults of a careful operator', () => {
    const { manifest } = parseManifest(smallest)
    expect(manifest.data.quietPeriod).toBe('5m')
    expect(manifest.retrain).toEqual({ on: ['data'], cooldown: '6h', atMostPerDay: 4 })
    expect(manifest.approve).toBe('manual')
    expect(manifest.train.spot).toBeUndefined()
    expect(manifest.deploy.rollout.type).toBe('all-at-once')
    expect(manifest.deploy.smokeTest.rows).toBe(10)
  })

  test('reads the same again after it was written as JSON with its defaults', () => {
    const { manifest } = parseManifest(smallest)
    expect(parseManifest(JSON.stringify(manifest)).manifest).toEqual(manifest)
  })

  test('may be the one that ships with the project, without a warning', () => {
    const text = readFileSync(new URL('../../../models/flight-delay/model.yaml', import.meta.url), 'utf8')
    const { manifest, warnings } = parseManifest(text)
    expect(manifest.model).toBe('flight-delay')
    expect(warnings).toEqual([])
  })

  test('may repeat itself by anchors and aliases', () => {
    const text = `${smallest.replace('label: left', 'label: left\n  instance: &size ml.c5.xlarge')}deploy: { instance: *size }\n`
    expect(parseManifest(text).manifest.deploy.instance).toBe('ml.c5.xlarge')
  })

  test('is warned about at its line when nothing would ever stop a candidate', () => {
    const text = manifestText({ 'evaluate.metrics': [{ name: 'auc' }] })
    const { warnings } = parseManifest(text)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatchObject({ path: 'evaluate.metrics', line: lineOf(text, '- name: auc') })
  })
})

describe('what is wrong is refused with its line, path, what was found and what would be right', () => {
  test('an unknown key, with the nearest known one', () => {
    const text = smallest.replace('quietPeriod', 'x').replace('  format: csv', '  format: csv\n  quietPeriode: 5m')
    expect(problemsOf(text)).toEqual([
      {
        line: lineOf(text, 'quietPeriode'),
        column: 3,
        path: 'data.quietPeriode',
        found: 'quietPeriode',
        expected: 'quietPeriod',
        message: 'data.quietPeriode is not a known key; did you mean quietPeriod?',
      },
    ])
  })

  test('a key far from all known ones, with the list of them', () => {
    const [problem] = problemsOf(`${smallest}colour: blue\n`)
    expect(problem?.message).toMatch(/^colour is not a known key; known here: model, data, /)
  })

  test('a missing key, at the section that lacks it', () => {
    const text = smallest.replace('  label: left\n', '')
    const [problem] = problemsOf(text)
    expect(problem).toMatchObject({ path: 'prepare.label', found: 'nothing', line: lineOf(text, 'prepare:') })
    expect(problem?.message).toContain('prepare.label is missing')
  })

  test.each([
    ['data.format', 'cvs', 'one of csv, json, parquet, avro (did you mean csv?)'],
    ['data.quietPeriod', 5, 'a duration such as 90s, 5m, 1h30m or 2d'],
    ['data.quietPeriod', '5 minutes', 'a duration such as 90s, 5m, 1h30m or 2d'],
    ['data.quietPeriod', '8d', 'a duration from 0s to 7d'],
    ['data.source', 'churn', 'a prefix under data/ in the service bucket that ends with /, such as data/flight-delay/'],
    ['data.source', 'data/../secrets/', undefined],
    [
      'data.source',
      5,
      'a prefix under data/ in the service bucket that ends with /, such as data/flight-delay/ or a mapping with athena, redshift',
    ],
    ['model', 'Churn Model', 'lower-case letters, digits and single inner hyphens, such as flight-delay'],
    ['model', 'a'.repeat(33), 'at most 32 characters'],
    ['prepare.sql', '../prepare.sql', 'a file beside model.yaml, such as prepare.sql'],
    ['prepare.sql', '/etc/prepare.sql', 'a file beside model.yaml, such as prepare.sql'],
    ['train.instance', 'm5.xlarge', 'a SageMaker instance type, such as ml.m5.xlarge'],
    ['train.volume', '30 gigs', 'a size in gigabytes, such as 30GB'],
    ['train.hyperparameters.eta', null, 'text or a number or true or false'],
    ['train.hyperparameters.bad name', 1, 'a hyperparameter name: letters, digits, _ . -'],
    ['retrain.atMostPerDay', 0, 'at least 1'],
    ['retrain.atMostPerDay', 2.5, 'a whole number'],
    ['retrain.cooldown', '-5m', 'a duration such as 90s, 5m, 1h30m or 2d'],
    ['security.kmsKey', 'my-key', 'the ARN of a KMS key or alias'],
    ['deploy', 'realtime', undefined],
    ['evaluate.metrics', [], 'a list of at least 1'],
  ])('%s: %j', (path, value, expected) => {
    const problems = problemsOf(manifestText({ [path]: value }))
    expect(problems.map((problem) => problem.path)).toEqual([path])
    if (expected) expect(problems[0]?.expected).toBe(expected)
  })

  test('a schedule, with the rule it breaks', () => {
    const wrong = { on: ['schedule'], schedule: { expression: 'cron(0 18 * * MON *)', timezone: 'Manila' } }
    const messages = problemsOf(manifestText({ retrain: wrong })).map(({ message }) => message)
    expect(messages).toHaveLength(2)
    expect(messages[0]).toContain('exactly one of day of month and day of week must be ?')
    expect(messages[1]).toContain('an IANA time zone, such as Asia/Manila or UTC')
  })

  test('everything at once, in the order of the file', () => {
    const text = `${manifestText({ 'data.format': 'cvs', 'train.instance': 'm5', 'evaluate.metrics': [{ name: 'acu' }] })}approve: yes\n`
    const problems = problemsOf(text)
    expect(problems.map(({ path }) => path)).toEqual([
      'data.format',
      'train.instance',
      'evaluate.metrics[0].name',
      'approve',
    ])
    const lines = problems.map(({ line }) => line)
    expect(lines).toEqual([...lines].sort((left, right) => left - right))
  })

  test('contradictions between sound sections, although another section is wrong', () => {
    const paths = problemsOf(manifestText({ scale: { min: 5, max: 2 }, 'data.format': 'cvs' })).map(({ path }) => path)
    expect(paths).toEqual(['data.format', 'scale.min'])
  })
})

describe('text that is no manifest at all', () => {
  test.each([
    ['nothing', '', /^the manifest is empty; expected a mapping with model, data/],
    ['a list', '- 1\n- 2', /^the manifest is a list of 2/],
    ['broken YAML', 'model: [', /^not sound YAML/],
    ['a key twice', 'model: a\nmodel: b', /a key that this mapping already has; expected each key once/],
    ['two documents', 'model: a\n---\nmodel: b', /a second document; expected one manifest a file/],
    ['a tag of code', 'model: !!js/function x', /not sound YAML: Unresolved tag/],
    ['a key that is a list', '? [a, b]\n: 1', /a key that is no text/],
    ['an alias of nothing', 'model: *nobody', /an alias without an anchor/],
    ['endless brackets', '['.repeat(60_000), /nested too deeply/],
    ['too much text', `# ${'x'.repeat(largestManifest)}`, /expected at most 65536 bytes/],
  ])('%s is refused with one readable problem', (_name, text, message) => {
    const problems = problemsOf(text)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.message).toMatch(message)
    expect(problems[0]?.line).toBeGreaterThan(0)
  })

  test('aliases that unfold without end are refused quickly', () => {
    const nine = (of: string) => `[${Array(9).fill(of).join()}]`
    const bomb = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name, index, all) => {
      return `${name}: &${name} ${nine(index === 0 ? 'x' : `*${all[index - 1]}`)}`
    })
    expect(problemsOf(bomb.join('\n'))[0]?.message).toContain('unfolding its aliases without end')
  })

  test('keys of JavaScript’s own are unknown keys like any other', () => {
    const messages = problemsOf(`${smallest}__proto__: { approve: auto }\nconstructor: 1\n`).map(({ path }) => path)
    expect(messages).toEqual(['__proto__', 'constructor'])
  })
})
