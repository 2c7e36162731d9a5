import type { SimulatedLine } from './scenario.ts'

/** The manifest of a simulated line, and the file that it names. */
export function manifestOf(line: SimulatedLine): { manifest: string; files: Record<string, string> } {
  const { model, quietPeriod, startWithin, cooldown, atMostPerDay, approve, approveWithin, schedule } = line
  const worse = line.worseThanChampionBy === undefined ? '' : `, worseThanChampionBy: ${line.worseThanChampionBy}`
  const on = ['data', 'code', ...(schedule ? ['schedule'] : [])]
  const manifest = `
model: ${model}
data: { source: data/${model}/, format: csv, quietPeriod: ${quietPeriod}, startWithin: ${startWithin} }
prepare: { sql: prepare.sql, label: label, maxRuntime: 1h }
train: { algorithm: xgboost, hyperparameters: { objective: 'binary:logistic', num_round: 10 }, maxRuntime: 1h }
evaluate: { metrics: [{ name: accuracy, atLeast: 0.7${worse} }] }
approve: ${approve}
approveWithin: ${approveWithin}
deploy: ${line.deploy}
retrain:
  on: [${on.join(', ')}]
  cooldown: ${cooldown}
  atMostPerDay: ${atMostPerDay}
  code: { repository: ${model} }
${schedule ? `  schedule: { expression: '${schedule}', timezone: UTC }\n` : ''}`.trimStart()
  return { manifest, files: { 'prepare.sql': 'SELECT * FROM input' } }
}
