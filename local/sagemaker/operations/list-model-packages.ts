import type { ListModelPackagesInput } from '@aws-sdk/client-sagemaker'
import { listPage } from '../list-page.ts'
import { findGroup } from '../model-package-names.ts'
import { described, type ModelPackage } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'

export function listModelPackages(sagemaker: SageMaker, input: ListModelPackagesInput) {
  const group = input.ModelPackageGroupName && findGroup(sagemaker, input.ModelPackageGroupName).ModelPackageGroupName
  const wanted = [...sagemaker.modelPackages.values()].filter(
    (record) =>
      input.ModelPackageType !== 'Unversioned' &&
      (!group || record.ModelPackageGroupName === group) &&
      (!input.ModelApprovalStatus || record.ModelApprovalStatus === input.ModelApprovalStatus),
  )
  const { page, ...rest } = listPage(wanted, input, (record) => ({
    name: record.ModelPackageName!,
    created: record.CreationTime!,
  }))
  return { ModelPackageSummaryList: page.map((record) => described(summaryOf(record))), ...rest }
}

function summaryOf(record: ModelPackage) {
  const { ModelPackageName, ModelPackageGroupName, ModelPackageVersion, ModelPackageArn } = record
  const { ModelPackageDescription, CreationTime, ModelPackageStatus, ModelApprovalStatus } = record
  return {
    ModelPackageName,
    ModelPackageGroupName,
    ModelPackageVersion,
    ModelPackageArn,
    ModelPackageDescription,
    CreationTime,
    ModelPackageStatus,
    ModelApprovalStatus,
  }
}
