import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { smallest } from '../manifest/manifest-text.ts'
import { serveApi, trimtab, write } from './service.ts'

let api: Awaited<ReturnType<typeof serveApi>>
beforeAll(async () => {
  api = await serveApi()
})
afterAll(() => api.close())

const run = {
  model: 'churn',
  run: 'churn-1',
  status: 'deployed',
  manifestVersion: '0001',
  triggers: ['api-1'],
  startedAt: '2026-03-02T11:58:00.000Z',
  endedAt: '2026-03-02T11:59:00.000Z',
  attempt: 1,
  version: 3,
  metrics: { auc: 0.71234567 },
}

describe('apply', () => {
  test('puts the manifest in force with the files it names, and no others', async () => {
    write(api.folder, 'churn/model.yaml', smallest)
    write(api.folder, 'churn/prepare.sql', 'SELECT * FROM input')
    write(api.folder, 'churn/notes.txt', 'mine')
    api.answers(() => ({ body: { model: 'churn', version: '0001-abc', changed: true } }))
    const { code, out } = await trimtab(api.folder, ['apply', 'churn'])
    expect([code, out]).toEqual([0, expect.stringContaining('applied churn, version 0001-abc')])
    expect(api.asked).toEqual([
      {
        method: 'PUT',
        path: '/models/churn',
        body: { manifest: smallest, files: { 'prepare.sql': 'SELECT * FROM input' } },
      },
    ])
  })

  test('sends nothing when the manifest is wrong, and names each line', async () => {
    write(api.folder, 'wrong/model.yaml', smallest.replace('csv', 'cvs').replace('label:', 'labl:'))
    api.answers(() => ({ body: {} }))
    const { code, err } = await trimtab(api.folder, ['apply', 'wrong'])
    expect(code).toBe(1)
    expect(err).toContain('wrong/model.yaml:4:11  data.format is "cvs"; expected one of')
    expect(err).toContain('wrong/model.yaml:7:3  prepare.labl is not a known key; did you mean label?')
    expect(api.asked).toEqual([])
  })

  test('says which file is missing', async () => {
    write(api.folder, 'bare/model.yaml', smallest)
    const { code, err } = await trimtab(api.folder, ['apply', 'bare/model.yaml'])
    expect(code).toBe(1)
    expect(err).toContain('bare/model.yaml names prepare.sql, and there is no such file beside it')
    expect(err).toMatch(/next: {2}write .*prepare\.sql/)
  })
})

describe('validate', () => {
  test('judges several manifests without asking anybody, and fails when one is wrong', async () => {
    write(api.folder, 'good/model.yaml', `${smallest}compile: { targets: [ml_c5] }\n`)
    write(api.folder, 'good/prepare.sql', 'SELECT 1')
    write(api.folder, 'bad/model.yaml', 'model: Bad\n')
    api.answers(() => ({ body: {} }))
    const { code, out } = await trimtab(api.folder, ['validate', 'good', 'bad', '--json'])
    expect(code).toBe(1)
    const { ok, manifests } = JSON.parse(out)
    expect(ok).toBe(false)
    expect(manifests[0]).toMatchObject({
      ok: true,
      model: 'churn',
      notYetSupported: ['compile is not yet supported'],
    })
    expect(manifests[1].problems.map(({ path }: { path: string }) => path)).toContain('data')
    expect(api.asked).toEqual([])
  })
})

describe('plan', () => {
  test('shows every request and says that none was sent', async () => {
    const requests = [{ service: 'sagemaker', operation: 'CreateModel', input: { ModelName: 'm' } }]
    api.answers(() => ({ body: { requests, notes: ['reads 3 files'] } }))
    const { code, out } = await trimtab(api.folder, ['plan', 'churn'])
    expect(code).toBe(0)
    expect(out).toContain('nothing was sent')
    expect(out).toContain('1. sagemaker CreateModel\n   ModelName: m')
    expect(out).toContain('note: reads 3 files')
    const json = await trimtab(api.folder, ['plan', 'churn', '--json'])
    expect(JSON.parse(json.out)).toEqual({ requests, notes: ['reads 3 files'] })
  })
})

describe('run', () => {
  const started = {
    trigger: 'api-1',
    decision: { decision: 'start', rule: 'explicit-request', reason: 'asked' },
    run: 'churn-1',
  }

  test('asks with the key it was given, and says what was decided', async () => {
    api.answers(() => ({ status: 202, body: started }))
    const { code, out } = await trimtab(api.folder, ['run', 'churn', '--key', 'k1', '--reason', 'new labels'])
    expect([code, out]).toEqual([0, expect.stringContaining('run churn-1 starts (explicit-request): asked')])
    expect(api.asked[0]).toEqual({
      method: 'POST',
      path: '/models/churn/runs',
      body: { reason: 'new labels', idempotencyKey: 'k1' },
    })
  })

  test('follows the run that takes up its trigger, although another is on first', async () => {
    const executionArn = 'arn:aws:states:ap-southeast-1:000000000000:execution:trimtab-dev-lifecycle:churn-1'
    const on = { ...run, endedAt: undefined, status: 'running', executionArn }
    const lists = [[{ ...run, run: 'churn-0', triggers: ['data-1'] }], [run]]
    const rounds = [on, on, { ...on, status: 'awaiting-approval' }, run]
    const entered = ['Prepare the data', 'Train the model']
    const next = <Item>(items: Item[]) => (items.length > 1 ? items.shift() : items[0])
    api.answers(({ method, path }) => {
      if (path === 'AWSStepFunctions.GetExecutionHistory') {
        const event = { type: 'TaskStateEntered', stateEnteredEventDetails: { name: entered.shift() } }
        return { body: { events: [{ type: 'TaskScheduled' }, event] } }
      }
      if (method === 'POST') {
        const decision = { decision: 'coalesce', rule: 'single-flight', reason: 'busy' }
        return { body: { trigger: 'api-1', decision, run: 'churn-0' } }
      }
      return { body: path === '/models/churn/runs' ? { runs: next(lists) } : next(rounds) }
    })
    const { code, out } = await trimtab(api.folder, ['run', 'churn', '--wait'])
    expect(code).toBe(0)
    expect(api.asked.map(({ path }) => path)).not.toContain('/models/churn/runs/churn-0')
    expect(out).toMatch(
      /coalesce.*Prepare the data.*Train the model.*awaiting-approval: trimtab approve churn churn-1.*deployed, version 3/s,
    )
  })

  test('fails when the run it waited for was refused', async () => {
    const refused = { ...run, status: 'refused', reason: 'auc is 0.5 but must be at least 0.7', version: undefined }
    api.answers(({ method, path }) => {
      if (method === 'POST') return { body: started }
      return { body: path.endsWith('/runs') ? { runs: [refused] } : refused }
    })
    const { code, out } = await trimtab(api.folder, ['run', 'churn', '--wait', '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(out).ended.reason).toContain('must be at least 0.7')
  })

  test('gives up after the time it was given, and says that the run goes on', async () => {
    api.answers(({ method }) => ({ body: method === 'POST' ? started : { runs: [] } }))
    const { code, err } = await trimtab(api.folder, ['run', 'churn', '--wait', '--timeout', '5s'])
    expect(code).toBe(1)
    expect(err).toContain('has not ended after 5s')
    expect(err).toContain('it goes on by itself')
  })
})

describe('runs and decisions', () => {
  test('are tables for people', async () => {
    api.answers(() => ({ body: { runs: [run] } }))
    const { out } = await trimtab(api.folder, ['runs', 'churn'])
    expect(out.split('\n')[1]).toMatch(/^churn-1 {2}deployed {2}2m ago {3}60s {3}3 {8}auc 0.7123$/)
  })

  test('are cut to the width of a terminal, and never elsewhere', async () => {
    const decision = {
      at: run.startedAt,
      subject: 'admission',
      decision: 'wait',
      rule: 'quiet-period',
      reason: 'x'.repeat(300),
    }
    api.answers(() => ({ body: { decisions: [decision] } }))
    const terminal = await trimtab(api.folder, ['decisions', 'churn'], { isTerminal: true, env: { NO_COLOR: '1' } })
    expect(Math.max(...terminal.out.split('\n').map((line) => line.length))).toBe(100)
    expect((await trimtab(api.folder, ['decisions', 'churn'])).out).toContain('x'.repeat(300))
  })

  test('are told one by one', async () => {
    const verdict = {
      verdict: 'pass',
      reason: 'all',
      checks: [{ outcome: 'pass', reason: 'auc is 0.71 and may be at least 0.7' }],
    }
    api.answers(() => ({ body: { ...run, verdict } }))
    const { out } = await trimtab(api.folder, ['runs', 'churn', 'churn-1'])
    expect(api.asked[0]?.path).toBe('/models/churn/runs/churn-1')
    expect(out).toContain('pass       auc is 0.71 and may be at least 0.7')
  })
})

describe('approve', () => {
  test.each([
    [['approve', 'churn', 'churn-1'], { approve: true, reason: 'approved by hand' }],
    [['approve', 'churn', 'churn-1', '--reject', '--reason', 'no'], { approve: false, reason: 'no' }],
  ])('%j', async (args, body) => {
    api.answers(() => ({ body: { model: 'churn', run: 'churn-1', approve: body.approve } }))
    expect((await trimtab(api.folder, args)).code).toBe(0)
    expect(api.asked).toEqual([{ method: 'POST', path: '/models/churn/runs/churn-1/approval', body }])
  })
})

describe('invoke', () => {
  test.each([[[]], [['--body', 'a', '--file', 'b']]])('wants the rows once: %j', async (args) => {
    const { code, err } = await trimtab(api.folder, ['invoke', 'churn', ...args])
    expect([code, err]).toEqual([1, expect.stringContaining('either by --body or by --file')])
  })
})

describe('a name that the API does not know', () => {
  test('is told with what to do next, also when it needs escaping', async () => {
    api.answers(() => ({ status: 404, body: { error: 'ModelNotFound', message: 'no model line is called "a b/ü"' } }))
    const { code, err } = await trimtab(api.folder, ['runs', 'a b/ü'])
    expect(code).toBe(1)
    expect(err).toBe('error: no model line is called "a b/ü"\nnext:  apply it first: trimtab apply models/<name>\n')
    const json = await trimtab(api.folder, ['runs', 'a b/ü', '--json'])
    expect(JSON.parse(json.out)).toMatchObject({ error: 'ModelNotFound', status: 404 })
    expect(json.err).toBe('')
  })
})

describe('park and wake', () => {
  test('ask for it, and say what comes of it', async () => {
    api.answers(() => ({ status: 202, body: { model: 'churn', to: 'parked', begun: true, reason: 'it begins' } }))
    const { code, out } = await trimtab(api.folder, ['park', 'churn', '--reason', 'over the fair'])
    expect([code, out]).toEqual([0, expect.stringContaining('churn is parked in some minutes: it begins')])
    expect(api.asked).toEqual([
      { method: 'POST', path: '/models/churn/switch', body: { to: 'parked', reason: 'over the fair' } },
    ])
  })

  test('say so when there is nothing to do, and print one value when asked to', async () => {
    const answer = { model: 'churn', to: 'home', begun: false, reason: 'it is so already' }
    api.answers(() => ({ status: 202, body: answer }))
    expect((await trimtab(api.folder, ['wake', 'churn'])).out).toContain('churn serves as it is deployed already')
    expect(JSON.parse((await trimtab(api.folder, ['wake', 'churn', '--json'])).out)).toEqual(answer)
    expect(api.asked.at(-1)?.body).toEqual({ to: 'home', reason: 'woken by hand' })
  })

  test.each(['park', 'wake'])('%s tells how it is used', async (command) => {
    const { out } = await trimtab(api.folder, [command, '--help'])
    expect(out).toMatch(new RegExp(`Examples:\\n {2}trimtab ${command} flight-delay`))
  })
})
