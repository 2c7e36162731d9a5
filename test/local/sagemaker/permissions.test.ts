import { expect, test } from 'vitest'
import type { Kernel } from '#local/kernel/kernel.ts'
import { permissions } from '#local/sagemaker/permissions.ts'

const ARN = 'arn:aws:sagemaker:ap-southeast-1:000000000000'
const kernel = {
  arn: (service: string, resource: string) => `arn:aws:${service}:ap-southeast-1:000000000000:${resource}`,
}
const needed = (operation: string, input: object) =>
  permissions(kernel as Kernel, operation, input).map(({ action, resource }) => `${action} on ${resource}`)

test('a job needs its own action, to tag what it tags, and to pass its role to SageMaker alone', () => {
  const input = { TrainingJobName: 'j', RoleArn: 'arn:aws:iam::000000000000:role/r', Tags: [{ Key: 'a', Value: 'b' }] }
  expect(permissions(kernel as Kernel, 'CreateTrainingJob', input)).toEqual([
    { action: 'sagemaker:CreateTrainingJob', resource: `${ARN}:training-job/j` },
    { action: 'sagemaker:AddTags', resource: `${ARN}:training-job/j` },
    {
      action: 'iam:PassRole',
      resource: 'arn:aws:iam::000000000000:role/r',
      context: { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
    },
  ])
})

test('an endpoint needs the endpoint and its configuration', () => {
  expect(needed('UpdateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c' })).toEqual([
    `sagemaker:UpdateEndpoint on ${ARN}:endpoint/e`,
    `sagemaker:UpdateEndpoint on ${ARN}:endpoint-config/c`,
  ])
})

test.each([
  ['DescribeModelPackage', { ModelPackageName: `${ARN}:model-package/g/1` }, `${ARN}:model-package/g/1`],
  ['UpdateModelPackage', { ModelPackageArn: `${ARN}:model-package/g/1` }, `${ARN}:model-package/g/1`],
  ['DescribeModelPackageGroup', { ModelPackageGroupName: 'g' }, `${ARN}:model-package-group/g`],
  ['StopTransformJob', { TransformJobName: 't' }, `${ARN}:transform-job/t`],
  ['ListTags', { ResourceArn: `${ARN}:model/m` }, `${ARN}:model/m`],
  ['ListEndpoints', {}, '*'],
])('%s acts on one resource', (operation, input, resource) => {
  expect(needed(operation, input)).toEqual([`sagemaker:${operation} on ${resource}`])
})
