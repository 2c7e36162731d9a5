import type { ListModelPackageGroupsInput } from '@aws-sdk/client-sagemaker'
import { listPage } from '../list-page.ts'
import { described } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'

export function listModelPackageGroups(sagemaker: SageMaker, input: ListModelPackageGroupsInput) {
  const { page, ...rest } = listPage(sagemaker.modelPackageGroups.values(), input, (record) => ({
    name: record.ModelPackageGroupName!,
    created: record.CreationTime!,
  }))
  const summaries = page.map(({ CreatedBy: _, ...summary }) => described(summary))
  return { ModelPackageGroupSummaryList: summaries, ...rest }
}
