import { join } from 'node:path'

/** The folders of a processing job. SageMaker's `/opt/ml` may be another one, named by `SAGEMAKER_BASE_DIR`. */
export interface Folders {
  code: string
  data: string
  train: string
  validation: string
  holdoutFeatures: string
  holdoutLabels: string
  report: string
  input: string
  output: string
  /** SageMaker reports this file's text as ExitMessage. */
  message: string
}

export function jobFolders(base = process.env['SAGEMAKER_BASE_DIR'] || '/opt/ml'): Folders {
  const input = join(base, 'processing', 'input')
  const output = join(base, 'processing', 'output')
  return {
    code: join(input, 'code'),
    data: join(input, 'data'),
    train: join(output, 'train'),
    validation: join(output, 'validation'),
    holdoutFeatures: join(output, 'holdout', 'features'),
    holdoutLabels: join(output, 'holdout', 'labels'),
    report: join(output, 'report'),
    input,
    output,
    message: join(base, 'output', 'message'),
  }
}

/** The files that a recipe leaves behind, whoever writes them. */
export const outputFiles = (folders: Folders) => ({
  train: join(folders.train, 'train.csv'),
  validation: join(folders.validation, 'validation.csv'),
  features: join(folders.holdoutFeatures, 'holdout.csv'),
  labels: join(folders.holdoutLabels, 'labels.csv'),
  schema: join(folders.report, 'schema.json'),
})
