import { expect, it } from 'vitest'
import { freeVariables } from '#local/stepfunctions/jsonata/free-variables.ts'
import { variableReferences } from '#local/stepfunctions/variable-references.ts'

it.each([
  ['$a + $states.input.b', ['a']],
  ['$sum($items.price)', ['items']],
  ['$map($rows, function($row) { $row.x * $factor })', ['factor', 'rows']],
  ['($y := $x; $y & $z)', ['x', 'z']],
  ['$states.input.list[$ > 3]', []],
  ['($f := function($n) { $n < 2 ? 1 : $n * $f($n - 1) }; $f($n0))', ['n0']],
])('%s', (source, names) => {
  expect([...freeVariables(source)].sort()).toEqual(names)
})

it('are told for each state that reads any, inner states beside outer ones', () => {
  const inner = { StartAt: 'Inner', States: { Inner: { Type: 'Pass', Output: '{% $b & $a %}', End: true } } }
  const definition = {
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { a: 1, limit: 2 }, Next: 'Each' },
      Each: { Type: 'Map', MaxConcurrency: '{% $limit %}', ItemProcessor: inner, End: true },
    },
  }
  expect(variableReferences(JSON.stringify(definition))).toEqual({
    variableReferences: { Each: ['limit'], Inner: ['a', 'b'] },
  })
  expect(variableReferences('{"States": {"Set": {"Type": "Pass", "End": true}}}')).toEqual({})
})
