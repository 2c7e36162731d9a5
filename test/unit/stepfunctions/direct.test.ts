import fc from 'fast-check'
import jsonata from 'jsonata'
import { describe, expect, it } from 'vitest'
import { BAIL, compileDirect } from '#local/stepfunctions/jsonata/direct.ts'
import type { Scope } from '#local/stepfunctions/jsonata/expression.ts'

const EXPRESSIONS = [
  '$states.input',
  '$states.input.a',
  '$states.input.a.b',
  '$states.context.Execution.Id',
  '$plan',
  '$plan.a',
  '$plan.a.b',
  '1',
  "'text'",
  'true',
  'null',
  '($states.input.a)',
  '$states.input.a = $plan.a',
  '$states.input.a > $plan.a',
  '$states.input.a <= 3',
  "$states.input.b & 'x'",
  '$states.input.a + $plan.b * 2 - 1',
  '$states.input.c and $plan.c',
  '$states.input.c or $plan.c',
  "$states.input.c ? $states.input.a : 'no'",
  '$exists($states.input.a)',
  '$exists($plan.a) ? $plan.a : 1',
  "{'a': $states.input.a, 'b': {'c': $plan.b}, 'd': 1}",
  "$merge([$states.input, {'a': $plan.a}])",
  '$merge([$states.input, $plan])',
]

const leaf = fc.oneof(fc.integer({ min: -3, max: 5 }), fc.constantFrom('', 'x', '3'), fc.boolean(), fc.constant(null))
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, leaf, tie('object'), fc.array(tie('value'), { maxLength: 3 })),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3 }),
}))

/** What a state's data mostly is, and anything at all. */
const data = fc.oneof(
  fc.record({ a: fc.integer({ min: -3, max: 5 }), b: fc.oneof(fc.integer(), fc.string()), c: fc.boolean() }),
  value,
)

const scoped = (states: Record<string, unknown>, variables: Record<string, unknown>): Scope => ({
  states,
  variables,
  state: (name) => states[name],
})

const byInterpreter = async (source: string, scope: { states: any; variables: any }) => {
  const result = await jsonata(source).evaluate(undefined, { ...scope.variables, states: scope.states })
  return result === undefined ? undefined : JSON.parse(JSON.stringify(result))
}

describe('expressions that are computed without the interpreter', () => {
  it.each(EXPRESSIONS)('come to what the interpreter comes to, or are left to it: %s', async (source) => {
    const direct = compileDirect(jsonata(source).ast())!
    expect(direct).toBeDefined()
    let computed = 0
    await fc.assert(
      fc.asyncProperty(data, data, async (input, plan) => {
        const scope = scoped({ input, context: { Execution: { Id: 'e' } } }, { plan })
        let ours: unknown
        try {
          ours = direct(scope)
        } catch (error) {
          expect(error).toBe(BAIL)
          return
        }
        computed++
        expect(ours).toEqual(await byInterpreter(source, scope))
      }),
      { numRuns: 200 },
    )
    expect(computed).toBeGreaterThan(0)
  })

  it.each([
    '$states.input.items[0]',
    '$states.input.items[price > 3]',
    '$states.input.*',
    '$states.input.a.$uppercase(b)',
    '$sum($states.input.items)',
    '$map($states.input.items, function($i) { $i })',
    "$states.input.a in ['x']",
    '$',
    '$.a',
    '[1, 2]',
    '$states.input.a ~> $string',
    "$states.input{'a': 1}",
    '$states.input.a[]',
    '$states.input@$x',
  ])('leave to the interpreter: %s', (source) => {
    expect(compileDirect(jsonata(source).ast())).toBeUndefined()
  })

  it.each(['$merge([$states.input])', '$exists($states.input)'])(
    'bail out of a function that a variable shadows: %s',
    (source) => {
      const direct = compileDirect(jsonata(source).ast())!
      const variables = { merge: 1, exists: 1 }
      expect(() => direct(scoped({ input: {} }, variables))).toThrow()
    },
  )

  it('bail out of a variable that is not there, since it may be a function', () => {
    expect(() => compileDirect(jsonata('$uppercase').ast())!(scoped({}, {}))).toThrow()
  })
})
