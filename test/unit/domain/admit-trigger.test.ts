import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AdmissionFacts,
  admit,
  automaticStartsAfter,
  decisionFor,
  type WaitingTrigger,
} from '#shared/domain/admit-trigger.ts'
import { at, clock, drift, facts, file, model, noon, request } from './admission-facts.ts'

const only = (input: AdmissionFacts) => {
  const decisions = admit(input)
  expect(decisions).toHaveLength(1)
  return decisions[0]!
}

describe('a file that landed', () => {
  test('waits out the quiet period from its arrival', () => {
    const decision = only(facts({ waiting: [file('a.csv')], now: at(10) }))
    expect(decision).toMatchObject({ decision: 'wait', rule: 'quiet-period', until: at(300) })
    expect(decision.reason).toContain(noon)
  })

  test('starts a run once it has been quiet', () => {
    expect(only(facts({ waiting: [file('a.csv')], now: at(300) }))).toMatchObject({
      decision: 'start',
      rule: 'nothing-in-the-way',
    })
  })

  test('puts the start off when more files follow, and all of them make one run', () => {
    const waiting = [file('a.csv'), file('b.csv', at(200)), file('c.csv', at(100))]
    expect(only(facts({ waiting, now: at(301) }))).toMatchObject({ decision: 'wait', until: at(500) })
    const start = only(facts({ waiting, now: at(500) }))
    expect(start.decision).toBe('start')
    expect(start.triggers).toHaveLength(3)
  })

  test('does not put the start off for ever when files never stop', () => {
    const waiting = Array.from({ length: 36 }, (_, index) => file(`${index}.csv`, at(index * 100)))
    expect(only(facts({ waiting, now: at(3550) }))).toMatchObject({ decision: 'wait', until: at(3600) })
    expect(only(facts({ waiting, now: at(3600) })).decision).toBe('start')
  })

  test('counts from its arrival and not from its own time, which a late delivery puts far back', () => {
    const late = { ...file('a.csv', at(-9000)), arrivedAt: noon }
    expect(only(facts({ waiting: [late], now: at(1) }))).toMatchObject({ decision: 'wait', until: at(300) })
  })

  test.each(['_SUCCESS', 'year=2026/', '.part-0.crc', 'x/_temporary'])('is ignored when it is the marker %s', (key) => {
    expect(only(facts({ waiting: [file(key)], now: at(999) }))).toMatchObject({
      decision: 'ignore',
      rule: 'not-a-data-file',
    })
  })

  test.each(['a b/ü.csv', 'a.b.c', 'part-0000'])('counts when it is called %s', (key) => {
    expect(only(facts({ waiting: [file(key)], now: at(999) })).decision).toBe('start')
  })
})

describe('a run that is on', () => {
  const line = { model, lease: { run: 'churn-1', takenAt: noon } }

  test.each([
    ['files', [file('a.csv')]],
    ['requests', [request('k')]],
    ['schedules', [clock(noon)]],
  ])('takes no second one beside it: %s go into the next', (_kind, waiting) => {
    expect(only(facts({ line, waiting, now: at(99_999) }))).toMatchObject({
      decision: 'coalesce',
      rule: 'single-flight',
      run: 'churn-1',
    })
  })
})

describe('an explicit request', () => {
  test('starts at once in spite of quiet period, cooldown and daily cap, and takes the waiting files with it', () => {
    const line = { model, lastRunEndedAt: at(-1), automaticStarts: { day: '2026-03-02', count: 99 } }
    const decision = only(facts({ line, waiting: [file('a.csv'), request('k')], now: noon }))
    expect(decision).toMatchObject({ decision: 'start', rule: 'explicit-request' })
    expect(decision.triggers).toHaveLength(2)
  })

  test('is not counted as an automatic start', () => {
    const line = { model, automaticStarts: { day: '2026-03-02', count: 2 } }
    expect(automaticStartsAfter(line, [request('k').trigger, file('a').trigger], noon)).toEqual(line.automaticStarts)
    expect(automaticStartsAfter(line, [file('a').trigger], noon)).toEqual({ day: '2026-03-02', count: 3 })
    expect(automaticStartsAfter(line, [file('a').trigger], at(86_400))).toEqual({ day: '2026-03-03', count: 1 })
  })
})

describe('rest between runs', () => {
  test('the cooldown counts from the end of the last run', () => {
    const line = { model, lastRunEndedAt: noon }
    const waiting = [file('a.csv')]
    expect(only(facts({ line, waiting, now: at(301) }))).toMatchObject({ rule: 'cooldown', until: at(7200) })
    expect(only(facts({ line, waiting, now: at(7200) })).decision).toBe('start')
  })

  test('the longest of several waits is the one that is told', () => {
    const line = { model, lastRunEndedAt: at(-7000) }
    expect(only(facts({ line, waiting: [file('a.csv')], now: at(1) }))).toMatchObject({
      rule: 'quiet-period',
      until: at(300),
    })
  })

  test('the daily cap puts the start off until the next UTC day', () => {
    const line = { model, automaticStarts: { day: '2026-03-02', count: 4 } }
    const waiting = [file('a.csv', at(-9999))]
    expect(only(facts({ line, waiting }))).toMatchObject({
      decision: 'wait',
      rule: 'daily-cap',
      until: '2026-03-03T00:00:00.000Z',
    })
    expect(only(facts({ line, waiting, now: '2026-03-03T00:00:00.000Z' })).decision).toBe('start')
  })

  test('a schedule that strikes while files land waits for them', () => {
    const decision = only(facts({ waiting: [file('a.csv', at(50)), clock(at(60))], now: at(60) }))
    expect(decision).toMatchObject({ decision: 'wait', rule: 'quiet-period', until: at(350) })
  })
})

describe('a kind of event that the manifest does not name', () => {
  test('is ignored, with what it does name, and holds up nothing else', () => {
    const waiting = [drift(noon), file('a.csv')]
    const decisions = admit(facts({ waiting, now: at(999) }))
    expect(decisions.map(({ decision }) => decision)).toEqual(['ignore', 'start'])
    expect(decisions[0]).toMatchObject({
      rule: 'not-asked-for',
      reason: 'retrain.on names data, schedule, and this is drift',
    })
    expect(decisionFor(decisions, waiting[1]!.trigger.id)?.decision).toBe('start')
  })
})

describe('whatever waits, whatever the line says', () => {
  const moment = fc.integer({ min: -90_000, max: 90_000 }).map(at)
  const entry: fc.Arbitrary<WaitingTrigger> = fc.oneof(
    fc
      .tuple(fc.constantFrom('a.csv', 'b.csv', '_SUCCESS'), moment, fc.nat(99))
      .map(([key, when, n]) => file(key, when, String(n))),
    fc.tuple(fc.nat(99), moment).map(([n, when]) => request(String(n), when)),
    moment.map(clock),
    moment.map(drift),
  )
  const anyFacts: fc.Arbitrary<AdmissionFacts> = fc.record({
    policy: fc.record({
      on: fc.subarray(['data', 'drift', 'schedule', 'code'] as const).map((kinds) => [...kinds]),
      quietPeriodSeconds: fc.nat(9000),
      startWithinSeconds: fc.integer({ min: 9000, max: 99_000 }),
      cooldownSeconds: fc.nat(99_000),
      atMostPerDay: fc.integer({ min: 1, max: 5 }),
    }),
    line: fc.record(
      {
        model: fc.constant(model),
        lease: fc.constant({ run: 'churn-1', takenAt: noon }),
        lastRunEndedAt: moment,
        automaticStarts: fc.record({
          day: fc.constantFrom('2026-03-01', '2026-03-02', '2026-03-03'),
          count: fc.nat(7),
        }),
      },
      { requiredKeys: ['model'] },
    ) as fc.Arbitrary<AdmissionFacts['line']>,
    waiting: fc.uniqueArray(entry, { selector: ({ trigger }) => trigger.id, maxLength: 12 }),
    now: moment,
  })

  test('every trigger gets exactly one decision, with a reason', () => {
    fc.assert(
      fc.property(anyFacts, (input) => {
        const decisions = admit(input)
        const named = decisions.flatMap(({ triggers }) => triggers).sort()
        expect(named).toEqual(input.waiting.map(({ trigger }) => trigger.id).sort())
        expect(decisions.every(({ reason }) => reason.length > 10)).toBe(true)
      }),
    )
  })

  test('at most one run starts, and none while the lease is held', () => {
    fc.assert(
      fc.property(anyFacts, (input) => {
        const starts = admit(input).filter(({ decision }) => decision === 'start')
        expect(starts.length).toBeLessThanOrEqual(input.line.lease ? 0 : 1)
      }),
    )
  })

  test('a wait ends: at its time either a run starts or a later reason to wait is told', () => {
    fc.assert(
      fc.property(anyFacts, (input) => {
        let now = input.now
        for (let hops = 0; hops < 6; hops++) {
          const wait = admit({ ...input, now }).find(({ decision }) => decision === 'wait')
          if (!wait) return
          expect(Date.parse(wait.until!)).toBeGreaterThan(Date.parse(now))
          now = wait.until!
        }
        expect(admit({ ...input, now }).some(({ decision }) => decision === 'wait')).toBe(false)
      }),
    )
  })

  test('once a run may start, time alone takes that back only by the daily cap', () => {
    fc.assert(
      fc.property(anyFacts, fc.nat(200_000), (input, later) => {
        const start = admit(input).find(({ decision }) => decision === 'start')
        if (!start) return
        const then = admit({ ...input, now: new Date(Date.parse(input.now) + later * 1000).toISOString() })
        const kept = then.find(({ decision }) => decision !== 'ignore')
        expect(kept?.decision === 'start' || kept?.rule === 'daily-cap').toBe(true)
      }),
    )
  })

  test('the order in which the triggers are read changes neither decision nor run', () => {
    fc.assert(
      fc.property(anyFacts, (input) => {
        const told = (read: AdmissionFacts) => admit(read).find(({ decision }) => decision !== 'ignore')
        const forth = told(input)
        const back = told({ ...input, waiting: [...input.waiting].reverse() })
        expect([back?.decision, back?.run, back?.until]).toEqual([forth?.decision, forth?.run, forth?.until])
      }),
    )
  })
})
