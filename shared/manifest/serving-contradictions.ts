import { type Contradiction, counted, one, type Rule } from './contradiction.ts'

/** What a way to serve has, and what it cannot have. */
const mode: Rule = ({ deploy, scale, switch: switched }) => {
  if (!deploy) return []
  const found: Contradiction[] = []
  for (const settings of ['serverless', 'async', 'batch'] as const) {
    const comes = settings === 'serverless' && (switched?.follow || switched?.times.some(({ to }) => to === settings))
    if (deploy[settings] && deploy.mode !== settings && !comes) {
      const both = `settings of ${settings} with mode ${deploy.mode}`
      found.push(one(['deploy', settings], both, `mode: ${settings}, or none of them`))
    }
  }
  if (deploy.mode === 'batch' && !deploy.batch) {
    found.push(one(['deploy', 'mode'], 'batch without deploy.batch', 'deploy.batch with the source of what is scored'))
  }
  if (deploy.capture && deploy.mode === 'serverless') {
    found.push(one(['deploy', 'capture'], 'capture with mode serverless', 'no capture: serverless endpoints have none'))
  }
  if (deploy.capture && (deploy.mode === 'batch' || deploy.mode === 'async')) {
    const expected = 'no capture: requests and results are files already'
    found.push(one(['deploy', 'capture'], `capture with mode ${deploy.mode}`, expected))
  }
  if (deploy.mode === 'batch' && scale) found.push(one(['scale'], 'scaling with mode batch', 'no scale section'))
  if (deploy.mode === 'serverless' && scale && deploy.serverless?.provisionedConcurrency === undefined) {
    const expected = 'deploy.serverless.provisionedConcurrency: that is what scales; maxConcurrency bounds all else'
    found.push(one(['scale'], 'scaling with mode serverless', expected))
  }
  return found
}

const concurrency: Rule = ({ deploy }) => {
  const { maxConcurrency = 0, provisionedConcurrency = 0 } = deploy?.serverless ?? {}
  if (provisionedConcurrency <= maxConcurrency) return []
  const path = ['deploy', 'serverless', 'provisionedConcurrency']
  return [one(path, String(provisionedConcurrency), `at most maxConcurrency, which is ${maxConcurrency}`)]
}

/** SageMaker takes ten alarms for one deployment, of which two are made. */
const mostAlarms = 8

const alarms: Rule = ({ deploy }) => {
  if (!deploy) return []
  const { alarms: named } = deploy
  const path = ['deploy', 'alarms']
  if (deploy.mode === 'batch' && named.length > 0) {
    return [one(path, 'alarms with mode batch', 'no alarms: mode batch moves no traffic')]
  }
  if (named.length > mostAlarms) {
    return [one(path, `a list of ${named.length}`, `at most ${mostAlarms}: SageMaker takes ten, and two are made`)]
  }
  return named.flatMap((name, index) =>
    named.indexOf(name) < index ? [one([...path, index], `${name} a second time`, 'each alarm once')] : [],
  )
}

const scoring: Rule = ({ deploy, train }) => {
  if (!deploy?.batch) return []
  const { on, schedule, format, join, outputFilter } = deploy.batch
  const path = ['deploy', 'batch']
  const found: Contradiction[] = []
  if (on.includes('schedule') && !schedule) {
    const expected = 'deploy.batch.schedule, or schedule left out of on'
    found.push(one([...path, 'on'], 'schedule without deploy.batch.schedule', expected))
  }
  if (schedule && !on.includes('schedule')) {
    const expected = 'schedule added to deploy.batch.on'
    found.push(one([...path, 'schedule'], `deploy.batch.schedule with on ${counted(on)}`, expected))
  }
  if (format === 'jsonl' && train?.algorithm === 'xgboost') {
    found.push(one([...path, 'format'], 'jsonl with algorithm xgboost', 'csv: XGBoost reads no JSON Lines'))
  }
  if (outputFilter && !join && /SageMakerOutput/.test(outputFilter)) {
    const expected = 'join: true, or a filter over the result alone, such as $[0]'
    found.push(one([...path, 'outputFilter'], `${outputFilter} without join`, expected))
  }
  return found
}

export const servingRules: Rule[] = [mode, concurrency, alarms, scoring]
