import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RuleMachine } from '#local/events/machine/rule-machine.ts'
import { compilePattern } from '#local/events/pattern/compile-pattern.ts'
import { satisfies } from '#local/events/pattern/condition.ts'
import { type FlatEvent, flattenEvent, together, type Within } from '#local/events/pattern/flatten-event.ts'
import { parseEvent } from '#local/events/pattern/leaf.ts'
import { type Alternative, parsePattern } from '#local/events/pattern/parse-pattern.ts'

const name = fc.constantFrom('a', 'b', 'c')
const text = fc.constantFrom('', 'x', 'X', 'xy', 'xyx', 'ß', 'SS', '10.0.0.1', '10.0.0.9', '2001:db8::1', 'σ', '🚀')
const number = fc.constantFrom(-2, 0, 0.5, 1, 2, 3e2, 6e9)
const leaf = fc.oneof(text, number, fc.boolean(), fc.constant(null))
const some = <T>(values: fc.Arbitrary<T>) => fc.uniqueArray(values, { minLength: 1, maxLength: 2 })

const wildcard = fc.constantFrom('*', 'x*', '*x', 'x*x', '*y*', 'x', '', '*🚀*')
const range = fc
  .tuple(
    fc.constantFrom('>', '>='),
    fc.constantFrom('<', '<='),
    fc.constantFrom(-2, 0, 0.5),
    fc.constantFrom(1, 2, 300),
  )
  .map(([lower, upper, from, to]) => ({ numeric: [lower, from, upper, to] }))
const affix = fc.constantFrom('x', 'X', 'y', '10.', 'ß', 's')
const condition: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: leaf },
  fc.oneof(affix, fc.record({ 'equals-ignore-case': affix })).map((prefix) => ({ prefix })),
  fc.oneof(affix, fc.record({ 'equals-ignore-case': affix })).map((suffix) => ({ suffix })),
  text.map((one) => ({ 'equals-ignore-case': one })),
  wildcard.map((one) => ({ wildcard: one })),
  range,
  fc.constantFrom('=', '<', '>=').chain((sign) => fc.constantFrom(0, 1, 2).map((one) => ({ numeric: [sign, one] }))),
  fc.constantFrom('10.0.0.0/29', '0.0.0.0/0', '2001:db8::/64').map((cidr) => ({ cidr })),
  fc.boolean().map((exists) => ({ exists })),
  fc
    .oneof(
      some(text),
      some(fc.constantFrom(0, 1, 2)),
      some(affix).map((prefix) => ({ prefix })),
      some(wildcard).map((one) => ({ wildcard: one })),
    )
    .map((but) => ({ 'anything-but': but })),
)

interface Tied {
  object: fc.JsonValue
}
const { object: event } = fc.letrec<Tied>((tie) => ({
  value: fc.oneof(
    { weight: 3, arbitrary: leaf },
    tie('object'),
    fc.array(fc.oneof(leaf, tie('object')), { maxLength: 3 }),
  ),
  object: fc.dictionary(name, tie('value') as fc.Arbitrary<any>, { maxKeys: 3 }),
})) as unknown as { object: fc.Arbitrary<object> }
const { object: pattern } = fc.letrec((tie) => ({
  field: fc.oneof({ weight: 3, arbitrary: fc.array(condition, { minLength: 1, maxLength: 3 }) }, tie('object')),
  plain: fc.dictionary(name, tie('field'), { minKeys: 1, maxKeys: 3 }),
  object: fc.oneof(
    { weight: 4, arbitrary: tie('plain') },
    fc.array(tie('plain'), { minLength: 2, maxLength: 2 }).map((choices) => ({ $or: choices })),
  ),
})) as unknown as { object: fc.Arbitrary<object> }

/** Every leaf of every path with every leaf of every other. */
function holds(alternative: Alternative, flat: FlatEvent): boolean {
  const paths = [...alternative.keys()].sort()
  const from = (next: number, within: Within): boolean => {
    const path = paths[next]
    if (path === undefined) return true
    const conditions = alternative.get(path)!
    const fitting = (flat.get(path) ?? []).filter((field) => together(within, field.within))
    if (fitting.length === 0 && conditions.some(({ kind }) => kind === 'absent')) return from(next + 1, within)
    return fitting.some(
      (field) =>
        conditions.some((one) => satisfies(one, field.leaf)) && from(next + 1, together(within, field.within)!),
    )
  }
  return from(0, new Map())
}

/** Rules one by one; each is asked alone as well. */
function naive(rules: [number, string][], flat: FlatEvent): number[] {
  return rules
    .filter(([, one]) => {
      const expected = parsePattern(one).some((alternative) => holds(alternative, flat))
      expect(compilePattern(one).matches(flat)).toBe(expected)
      return expected
    })
    .map(([rule]) => rule)
}

describe('the machine of rules', () => {
  it('finds what trying the rules one by one finds, also after some were removed and others changed', () => {
    let matches = 0
    fc.assert(
      fc.property(
        fc.array(pattern, { minLength: 1, maxLength: 12 }),
        fc.array(event, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(11), { maxLength: 6 }),
        (patterns, events, changed) => {
          const machine = new RuleMachine<number>()
          let rules = patterns.map((one, rule): [number, string] => [rule, JSON.stringify(one)])
          const check = () => {
            for (const one of events) {
              const flat = flattenEvent(parseEvent(JSON.stringify(one)))
              const found = machine.match(flat)
              matches += found.length
              expect(found).toEqual(naive(rules, flat))
            }
          }
          for (const [rule, one] of rules) machine.add(rule, one)
          check()
          for (const rule of changed) {
            const former = rules.find(([other]) => other === rule)
            rules = rules.filter(([other]) => other !== rule)
            if (former && rule % 2 === 0) {
              machine.remove(rule)
            } else if (former) {
              const other = JSON.stringify(patterns[rule - 1])
              machine.add(rule, other)
              rules.push([rule, other])
            }
            check()
          }
        },
      ),
      { numRuns: Number(process.env['RULE_MACHINE_RUNS'] ?? 400) },
    )
    expect(matches).toBeGreaterThan(100)
  })

  it('finds the same in long arrays of objects', () => {
    const member = fc.dictionary(name, fc.constantFrom(1, 2, 3), { maxKeys: 3 })
    const wanted = fc.dictionary(name, fc.constantFrom([1], [2], [3], [{ exists: false }]), { minKeys: 1, maxKeys: 2 })
    const arrays = fc.record({ p: fc.array(member, { maxLength: 11 }), q: fc.array(member, { maxLength: 11 }) })
    const rules = fc.array(fc.record({ p: wanted, q: wanted }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(rules, arrays, (patterns, one) => {
        const machine = new RuleMachine<number>()
        const texts = patterns.map((wish, rule): [number, string] => [rule, JSON.stringify(wish)])
        for (const [rule, wish] of texts) machine.add(rule, wish)
        const flat = flattenEvent(one)
        expect(machine.match(flat)).toEqual(naive(texts, flat))
      }),
      { numRuns: 200 },
    )
  })

  it('does not try every element of one array with every element of others', () => {
    const many = (key: string) => Array.from({ length: 400 }, (_, i) => ({ [key]: 1, other: i }))
    const text = JSON.stringify({ a: many('x'), b: many('y'), c: many('z') })
    const machine = new RuleMachine<number>()
    for (const rule of [1, 2]) machine.add(rule, JSON.stringify({ a: { x: [1] }, b: { y: [1] }, c: { z: [5, -rule] } }))
    expect(machine.match(text)).toEqual([])
    expect(compilePattern('{"a":{"x":[1]},"b":{"y":[1]},"c":{"z":[5]}}').matches(flattenEvent(JSON.parse(text)))).toBe(
      false,
    )
  }, 2000)

  it('keeps nothing of rules that are gone', () => {
    const machine = new RuleMachine<number>()
    const patterns = [
      '{"a":["x",{"prefix":"y"}],"b":[{"exists":false}]}',
      '{"a":[{"wildcard":"x*y*"},{"numeric":[">",1]},{"cidr":"10.0.0.0/8"}]}',
      `{"a":${JSON.stringify(Array.from({ length: 30 }, (_, i) => `v${i}`))},"b":[1,{"exists":false}]}`,
    ]
    for (const [rule, one] of patterns.entries()) machine.add(rule, one)
    expect(machine.match('{"a":["x","v7","xzy"]}')).toEqual([0, 1, 2])
    for (const rule of patterns.keys()) machine.remove(rule)
    expect(machine.size).toBe(0)
    expect(machine.match('{"a":["x","v7","xzy",5]}')).toEqual([])
  })

  it('keeps the former pattern of a rule when its new one is not valid', () => {
    const machine = new RuleMachine<string>()
    machine.add('r', '{"a":[1]}')
    expect(() => machine.add('r', '{"a":1}')).toThrow(/not valid/)
    expect(machine.match('{"a":1}')).toEqual(['r'])
  })

  it.each<[string, (i: number) => object]>([
    ['values', (i) => ({ source: ['shop'], detail: { id: [`i${i}.`] } })],
    ['beginnings', (i) => ({ source: ['shop'], detail: { id: [{ prefix: `i${i}.` }] } })],
    ['ranges', (i) => ({ detail: { n: [{ numeric: ['>=', i, '<', i + 1] }] }, source: ['shop'] })],
    ['wildcards', (i) => ({ source: ['shop'], detail: { id: [{ wildcard: `*i${i}.*` }] } })],
    [
      'two values of which neither alone tells',
      (i) => ({ detail: { x: [`x${i % 100}`], y: [`y${Math.floor(i / 100)}`] } }),
    ],
    ['names of fields', (i) => ({ detail: { [`field${i}`]: ['x'] } })],
  ])('takes as many steps among 5,000 rules as among 10, told apart by %s', (_, rule) => {
    const asked = (count: number) => {
      const machine = new RuleMachine<number>()
      for (let i = 0; i < count; i++) machine.add(i, JSON.stringify(rule(i)))
      const flat = flattenEvent({ source: 'shop', detail: { id: 'i7.', n: 7.5, x: 'x7', y: 'y0', field7: 'x' } })
      let lookedUp = 0
      const counted = new Proxy(flat, {
        get: (target, member) => {
          if (member === 'get') lookedUp++
          const value = Reflect.get(target, member)
          return typeof value === 'function' ? value.bind(target) : value
        },
      })
      expect(machine.match(counted)).toEqual([7])
      return lookedUp
    }
    expect(asked(5000)).toBeLessThanOrEqual(asked(10) + 5)
  })
})
