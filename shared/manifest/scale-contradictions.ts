import { type Contradiction, counted, one, type Rule } from './contradiction.ts'
import { scaleClockRules } from './scale-clock-contradictions.ts'

const bounds: Rule = ({ scale, deploy }) => {
  if (!scale) return []
  const found: Contradiction[] = []
  const bounded = [
    { path: ['scale'], most: 'scale.max', ...scale },
    ...(scale.hours ? [{ path: ['scale', 'hours'], most: 'its max', ...scale.hours }] : []),
    ...scale.schedules.map((schedule, index) => ({
      path: ['scale', 'schedules', index],
      most: 'its max',
      ...schedule,
    })),
  ]
  for (const { path, most, min, max } of bounded) {
    if (min > max) found.push(one([...path, 'min'], String(min), `at most ${most}, which is ${max}`))
    if (min === 0 && deploy && deploy.mode !== 'async') {
      const expected = `1 or more: only mode async scales to nothing, and the mode is ${deploy.mode}`
      found.push(one([...path, 'min'], '0', expected))
    }
    const concurrent = deploy?.mode === 'serverless' ? deploy.serverless?.maxConcurrency : undefined
    if (concurrent !== undefined && max > concurrent) {
      const expected = `at most deploy.serverless.maxConcurrency, which is ${concurrent}`
      found.push(one([...path, 'max'], String(max), expected))
    }
  }
  return found
}

/** The metrics that an endpoint of each mode publishes. */
const published = {
  realtime: ['invocationsPerInstance', 'cpu', 'latency', 'concurrency', 'custom'],
  async: ['backlogPerInstance', 'cpu', 'custom'],
  serverless: ['provisionedConcurrency'],
}

const metrics: Rule = ({ scale, deploy }) => {
  if (!scale || !deploy || deploy.mode === 'batch') return []
  const { mode } = deploy
  const named = [
    ...(scale.target ? [{ path: ['scale', 'target', 'metric'], metric: scale.target.metric }] : []),
    ...scale.steps.map(({ metric }, index) => ({ path: ['scale', 'steps', index, 'metric'], metric })),
  ]
  return named.flatMap(({ path, metric }) =>
    published[mode].includes(metric)
      ? []
      : [
          one(
            path,
            `${metric} with mode ${mode}`,
            `${published[mode].join(', ')}: that is what mode ${mode} publishes`,
          ),
        ],
  )
}

const target: Rule = ({ scale }) => {
  if (!scale?.target) return []
  const { metric, value, measuredMaximum, custom } = scale.target
  const path = ['scale', 'target']
  const found: Contradiction[] = []
  const given = Object.entries({ value, measuredMaximum }).flatMap(([name, number]) =>
    number === undefined ? [] : [name],
  )
  if (given.length !== 1) found.push(one(path, counted(given), 'exactly one of value and measuredMaximum'))
  if (measuredMaximum !== undefined && metric !== 'invocationsPerInstance') {
    const expected = 'a value: a measured maximum sizes invocationsPerInstance alone'
    found.push(one([...path, 'measuredMaximum'], `a measured maximum with metric ${metric}`, expected))
  }
  const most = highest[metric]
  if (value !== undefined && most && value > most.value) {
    found.push(one([...path, 'value'], String(value), `at most ${most.value}: ${most.because}`))
  }
  if ((metric === 'custom') !== (custom !== undefined)) {
    const expected = custom ? 'metric: custom, or no custom' : 'scale.target.custom, with the metric to hold'
    found.push(one([...path, 'custom'], custom ? `custom with metric ${metric}` : 'nothing', expected))
  }
  return custom ? [...found, ...ofCustom(custom, [...path, 'custom'])] : found
}

const highest: Record<string, { value: number; because: string } | undefined> = {
  // 96 vCPUs, of the largest general instance.
  cpu: { value: 9600, because: 'CloudWatch counts 100 for each vCPU' },
  latency: { value: 60_000, because: 'a model has 60 s to answer' },
  provisionedConcurrency: { value: 1, because: 'it is a share of what is provisioned, such as 0.7' },
}

type Custom = NonNullable<NonNullable<NonNullable<Parameters<Rule>[0]['scale']>['target']>['custom']>

function ofCustom({ namespace, name, math }: Custom, path: string[]): Contradiction[] {
  if (!math) {
    const whole = namespace !== undefined && name !== undefined
    return whole ? [] : [one(path, 'half a metric', 'namespace and name, or math')]
  }
  if (namespace !== undefined || name !== undefined) return [one(path, 'a metric and math', 'only one of the two')]
  return math.flatMap((term, index) => {
    const isMetric = term.namespace !== undefined && term.name !== undefined && term.statistic !== undefined
    const sound = term.expression === undefined ? isMetric : term.namespace === undefined && term.name === undefined
    return sound ? [] : [one([...path, 'math', index], term.id, 'an expression, or namespace, name and statistic')]
  })
}

const steps: Rule = ({ scale }) =>
  (scale?.steps ?? []).flatMap((step, index, all) => {
    const path = ['scale', 'steps', index]
    const beyond = (['above', 'below'] as const).filter((side) => step[side] !== undefined)
    const change = (['add', 'percent', 'exact'] as const).filter((kind) => step[kind] !== undefined)
    if (beyond.length !== 1) return [one(path, counted(beyond), 'exactly one of above and below')]
    if (change.length !== 1) return [one(path, counted(change), 'exactly one of add, percent and exact')]
    const first = all.find(({ metric, [beyond[0]!]: bound }) => metric === step.metric && bound !== undefined)!
    const alike = first[change[0]!] !== undefined && first.minutes === step.minutes && first.cooldown === step.cooldown
    if (alike) return []
    const expected = `the same kind of change, minutes and cooldown for all steps ${beyond[0]} on ${step.metric}`
    return [one(path, 'a step that differs', expected)]
  })

export const scaleRules: Rule[] = [bounds, metrics, target, steps, ...scaleClockRules]
