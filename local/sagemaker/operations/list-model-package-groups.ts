import type { ListModelPackageGroupsInput } from '@aws-sdk/client-sagemaker'
import { listPage } from '../list-page.ts'
import { described } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'

export function listModelPackageGroups(sagemaker: SageMaker, input: ListModelPackageGroupsInput) {
  // No other account shares a group with this one.
  const groups = input.CrossAccountFilterOption === 'CrossAccount' ? [] : sagemaker.modelPackageGroups.values()
  const { page, ...rest } = listPage(groups, input, (record) => ({
    name: record.ModelPackageGroupName!,
    created: record.CreationTime!,
  }))
  const summaries = page.map(({ CreatedBy: _, ...summary }) => described(summary))
  return { ModelPackageGroupSummaryList: summaries, ...rest }
}
