import { type ModelPackage, withTimes } from './records.ts'
import type { SageMaker } from './sagemaker.ts'
import { emitStateChange } from './state-change.ts'

/** Model package events write times as ISO strings, and name the fields that an update changed. */
export function emitModelPackageChange(sagemaker: SageMaker, record: ModelPackage, updated: string[]): void {
  const detail = withTimes(record, (ms) => new Date(ms).toISOString()) as object
  emitStateChange(sagemaker, 'Model Package', record.ModelPackageArn!, {
    ...detail,
    UpdatedModelPackageFields: updated,
  })
}
