import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { inBaseDir } from './base-dir.ts'
import { type LabelledRows, readChannel } from './data/read-channel.ts'
import { ClientError } from './errors.ts'
import { readHyperparameters } from './hyperparameters.ts'
import { boost } from './learn/boost.ts'
import { checkLabels, OBJECTIVES } from './learn/objective.ts'
import { modelJson } from './model/write-model.ts'

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(2)} s`

/** One training job: reads /opt/ml/input, writes /opt/ml/model/xgboost-model. */
export async function train(): Promise<void> {
  const started = performance.now()
  const parameters = readHyperparameters(readConfig('hyperparameters.json') ?? {})
  const channels = readConfig('inputdataconfig.json') ?? {}
  refuseOtherContent(channels)

  const training = read('train')
  const hasValidation = 'validation' in channels || existsSync(inBaseDir('input', 'data', 'validation'))
  const validation = hasValidation ? read('validation') : undefined
  if (validation && validation.features !== training.features) {
    throw new ClientError(
      `Channel 'validation' has ${validation.features} features, but channel 'train' has ${training.features}.`,
    )
  }
  if (parameters.early_stopping_rounds !== undefined && !validation) {
    throw new ClientError('Hyperparameter early_stopping_rounds needs a channel named validation, and there is none.')
  }
  const objective = OBJECTIVES[parameters.objective]
  checkLabels(objective, training.labels, parameters.num_class, 'train')
  if (validation) checkLabels(objective, validation.labels, parameters.num_class, 'validation')

  const learning = performance.now()
  const stop = new AbortController()
  process.once('SIGTERM', () => stop.abort())
  const log = (round: number, values: [string, number][]) =>
    console.log(`[${round}]${values.map(([name, value]) => `#011${name}:${value.toFixed(5)}`).join('')}`)
  const model = await boost(training, validation, parameters, log, stop.signal)
  if (stop.signal.aborted) console.log('INFO: stopped on request; the rounds so far make the model')
  const rounds = model.trees.length / model.outputs
  console.log(`INFO: ${rounds} rounds kept, trained in ${seconds(learning)}, base_score ${model.baseScore}`)

  mkdirSync(inBaseDir('model'), { recursive: true })
  writeFileSync(inBaseDir('model', 'xgboost-model'), modelJson(model, parameters))
  console.log(`INFO: model written, ${seconds(started)} in all`)
}

function readConfig(name: string): Record<string, any> | undefined {
  const path = inBaseDir('input', 'config', name)
  if (!existsSync(path)) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new ClientError(`input/config/${name} is not JSON: ${(cause as Error).message}`, { cause })
  }
}

function refuseOtherContent(channels: Record<string, { ContentType?: string; TrainingInputMode?: string }>): void {
  for (const [name, { ContentType: type = 'text/csv', TrainingInputMode: mode = 'File' }] of Object.entries(channels)) {
    if (!/^(text\/)?csv\s*(;|$)/i.test(type)) {
      throw new ClientError(`Channel '${name}' has content type '${type}'; allowed: text/csv.`)
    }
    if (mode === 'Pipe') throw new ClientError(`Channel '${name}' comes in Pipe mode; allowed: File, FastFile.`)
  }
}

function read(channel: string): LabelledRows {
  const started = performance.now()
  const data = readChannel(channel, inBaseDir('input', 'data', channel))
  console.log(`INFO: ${channel}: ${data.rows} rows × ${data.features} features read in ${seconds(started)}`)
  return data
}
